import type { CommandDef } from 'citty'
import { rootCommand } from '../../client/command/root.ts'

/** Lists the words that call each `aoi` command: `send`, `admin keys create`. */
export function listCommands(): Promise<string[]> {
  return walk(rootCommand as CommandDef, [])
}

async function walk(command: CommandDef, words: readonly string[]): Promise<string[]> {
  const subCommands = Object.entries((await resolve(command.subCommands)) ?? {})
  if (subCommands.length === 0) return [words.join(' ')]
  const deeper = subCommands.map(async ([name, sub]) =>
    walk((await resolve(sub)) as CommandDef, [...words, name]),
  )
  return (await Promise.all(deeper)).flat()
}

/** Citty lets a command be a value, a promise, or a function that returns either. */
async function resolve<Value>(
  value: Value | Promise<Value> | (() => Value | Promise<Value>),
): Promise<Value> {
  return typeof value === 'function' ? (value as () => Value | Promise<Value>)() : value
}
