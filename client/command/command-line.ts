import { stripVTControlCharacters } from 'node:util'
import type { ArgsDef, CommandDef } from 'citty'
import { runCommand } from 'citty'
import packageJson from '../package.json' with { type: 'json' }
import { checkArguments } from './arguments.ts'
import { CommandFailure, toCommandFailure } from './command-failure.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { renderHelp } from './help.ts'
import { Output } from './output.ts'
import { rootCommand } from './root.ts'
import type { Terminal } from './terminal.ts'

type CommandMatch = { command: CommandDef; path: string[]; rawArgs: string[] }

/** Runs one command line (without the program's name). Returns its exit code. Never rejects. */
export async function runCommandLine(argv: readonly string[], terminal: Terminal): Promise<number> {
  const output = new Output(terminal, optionWords(argv).includes('--json'))
  try {
    if (argv.length === 1 && argv[0] === '--version') {
      terminal.stdout.write(`${packageJson.version}\n`)
      return EXIT_CODES.ok.code
    }
    refuseBrokenText(argv)
    const found = await findCommand(argv)
    if (optionWords(argv).some((word) => word === '--help' || word === '-h')) {
      await printHelp(found, terminal)
      return EXIT_CODES.ok.code
    }
    await run(found, { terminal, output })
    return EXIT_CODES.ok.code
  } catch (error) {
    const failure = toCommandFailure(error)
    await output.fail(failure)
    return failure.exitCode
  }
}

/**
 * Node replaces each byte of the command line that is not UTF-8 by U+FFFD. Refused, or the server would get text that
 * nobody wrote.
 */
function refuseBrokenText(argv: readonly string[]): void {
  const broken = argv.findIndex((word) => word.includes('\ufffd'))
  if (broken === -1) return
  throw new CommandFailure('usage', `word ${broken + 1} of the command line: must be UTF-8, without U+FFFD`)
}

/** Walks down the tree of commands as far as the words name one. */
async function findCommand(argv: readonly string[]): Promise<CommandMatch> {
  let command: CommandDef = rootCommand
  const path = ['aoi']
  const rest = [...argv]
  for (;;) {
    const subCommands = await resolve(command.subCommands)
    const name = rest.find((word) => !word.startsWith('-'))
    if (subCommands === undefined || name === undefined) return { command, path, rawArgs: rest }
    const next = Object.hasOwn(subCommands, name) ? subCommands[name] : undefined
    if (next === undefined) throw unknownCommand(name, path)
    command = await resolve(next)
    path.push(name)
    rest.splice(rest.indexOf(name), 1)
  }
}

async function run(found: CommandMatch, world: { terminal: Terminal; output: Output }): Promise<void> {
  const { command, path, rawArgs } = found
  if (command.run === undefined) {
    throw new CommandFailure('usage', `a command is missing: \`${path.join(' ')} --help\` lists the commands`)
  }
  const definition: ArgsDef = (await resolve(command.args)) ?? {}
  try {
    checkArguments(rawArgs, definition)
    await runCommand(command, { rawArgs, data: { ...world, rawArgs } })
  } catch (error) {
    const failure = toCommandFailure(error)
    if (failure.kind !== 'usage') throw failure
    throw new CommandFailure('usage', `${failure.message} (see \`${path.join(' ')} --help\`)`)
  }
}

async function printHelp({ command, path }: CommandMatch, { stdout }: Terminal): Promise<void> {
  const help = await renderHelp(command, path)
  stdout.write(stdout.isTTY === true ? help : stripVTControlCharacters(help))
}

function unknownCommand(name: string, path: readonly string[]): CommandFailure {
  const known = path.join(' ')
  return new CommandFailure(
    'usage',
    `\`${known}\` has no command ${JSON.stringify(name.slice(0, 64))}: see \`${known} --help\``,
  )
}

/** The words before `--`: those after it are never options. */
function optionWords(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--')
  return end === -1 ? argv : argv.slice(0, end)
}

async function resolve<Value>(
  value: Value | Promise<Value> | (() => Value) | (() => Promise<Value>),
): Promise<Value> {
  return typeof value === 'function' ? (value as () => Promise<Value>)() : value
}
