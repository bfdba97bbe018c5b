import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import type { Terminal } from './terminal.ts'

export const STATE_ARGUMENT = {
  state: {
    type: 'string',
    valueHint: 'DIR',
    description:
      'Directory for credential, registrations and journal (default: under ~/.local/state/aoi-client)',
  },
} as const

/**
 * Returns the directory of `--state`. Without it, each `purpose` (server, application, instance) has its own directory
 * under `XDG_STATE_HOME` or `~/.local/state` (XDG Base Directory Specification).
 */
export function findStateDirectory(
  state: string | undefined,
  { env, purpose }: Pick<Terminal, 'env'> & { purpose: readonly string[] },
): string {
  if (state !== undefined) return resolve(state)
  const name = createHash('sha256').update(JSON.stringify(purpose)).digest('hex').slice(0, 16)
  return join(stateBase(env), name)
}

/** Returns the parent of all state directories that are chosen without `--state`. */
export function stateBase(env: Terminal['env']): string {
  const home = env.XDG_STATE_HOME
  const base = home !== undefined && isAbsolute(home) ? home : join(env.HOME ?? homedir(), '.local', 'state')
  return join(base, 'aoi-client')
}
