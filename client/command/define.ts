import type { ArgsDef, CommandDef } from 'citty'
import { defineCommand } from 'citty'
import type { Output } from './output.ts'
import type { Terminal } from './terminal.ts'

/** The surroundings of a command's run, beside its arguments. */
export type Invocation = { terminal: Terminal; output: Output; rawArgs: readonly string[] }

/** A citty command, and the examples that its `--help` ends with. */
export type AoiCommand<Args extends ArgsDef = ArgsDef> = CommandDef<Args> & { examples: readonly string[] }

/** The argument that every command takes. */
export const JSON_ARGUMENT = {
  json: { type: 'boolean', description: 'Print one JSON object per line, also for errors' },
} as const satisfies ArgsDef

/** Defines a command that runs. `run` rejects with a `CommandFailure` if it fails. */
export function defineLeaf<const Args extends ArgsDef>(
  definition: Omit<CommandDef<Args>, 'run'> & {
    examples: readonly string[]
    run: (
      args: Parameters<NonNullable<CommandDef<Args>['run']>>[0]['args'],
      invocation: Invocation,
    ) => Promise<void>
  },
): AoiCommand<Args> {
  const { run, examples, ...rest } = definition
  const citty = defineCommand<Args>({ ...rest, run: ({ args, data }) => run(args, data as Invocation) })
  return { ...citty, examples }
}
