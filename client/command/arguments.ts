import { parseArgs } from 'node:util'
import type { ArgsDef } from 'citty'
import { CommandFailure } from './command-failure.ts'

type OptionTypes = Record<string, { type: 'boolean' | 'string'; multiple: true; short?: string }>

/** Refuses arguments that citty lets pass: unknown options, options without their value, and surplus words. */
export function checkArguments(rawArgs: readonly string[], definition: ArgsDef): void {
  const positionals = Object.values(definition).filter((argument) => argument.type === 'positional')
  const parsed = parseStrictly(rawArgs, definition)
  const extra = parsed.positionals[positionals.length]
  if (extra !== undefined && !Object.values(definition).some(takesMany)) {
    throw new CommandFailure('usage', `unexpected argument ${JSON.stringify(extra.slice(0, 64))}`)
  }
}

/** Every value of the option `name`, also where it was given more than once, and the words that follow it. */
export function readMany(rawArgs: readonly string[], input: { definition: ArgsDef; name: string }): string[] {
  const { values, positionals } = parseStrictly(rawArgs, input.definition)
  const given = values[input.name] ?? []
  return [...(given as (string | boolean)[]).filter((value) => typeof value === 'string'), ...positionals]
}

/** Every value of an option that may be given more than once. */
export function readRepeated(
  rawArgs: readonly string[],
  input: { definition: ArgsDef; name: string },
): string[] {
  const { values } = parseStrictly(rawArgs, input.definition)
  return ((values[input.name] ?? []) as (string | boolean)[]).filter((value) => typeof value === 'string')
}

/** An option with several values says so by its hint, as in `--application=<APPLICATION…>`. */
function takesMany(argument: ArgsDef[string]): boolean {
  return argument.valueHint?.endsWith('…') === true
}

function parseStrictly(rawArgs: readonly string[], definition: ArgsDef) {
  try {
    return parseArgs({
      args: [...rawArgs],
      options: optionTypes(definition),
      strict: true,
      allowPositionals: true,
      allowNegative: true,
    })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new CommandFailure('usage', message.replaceAll(/\.?\n/g, '. ').replace(/\.$/, ''))
  }
}

function optionTypes(definition: ArgsDef): OptionTypes {
  const options: OptionTypes = {}
  for (const [name, argument] of Object.entries(definition)) {
    if (argument.type === 'positional') continue
    options[name] = { type: argument.type === 'boolean' ? 'boolean' : 'string', multiple: true }
  }
  return options
}
