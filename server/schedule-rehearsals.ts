import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import { findProjectDirectory } from './db/project-directory.ts'
import type { Env } from './env.ts'
import { daily } from './ops/daily.ts'
import { stepErrors } from './ops/every.ts'
import type { Services } from './services.ts'

const COMMAND = 'client/bin/aoi.mjs'
/** Characters of the command's errors that are read. */
const ERROR_CHARACTERS = 10_000

/**
 * Rehearses a restore once a day, if `AOI_REHEARSE_AT` is set: by `aoi admin rehearse`, in a process of its own and of
 * low priority. Of several nodes, the one with the lowest id does it. Returns the functions that stop it.
 */
export function scheduleRehearsals(
  { context, census, onUnexpected }: Pick<Services, 'context' | 'census' | 'onUnexpected'>,
  { rehearseAt: at, dataDirectory }: Env,
): (() => void)[] {
  if (at === undefined) return []
  const { clock, log } = context
  const ending = new AbortController()
  const run = async () => {
    if (census.otherIds.some((id) => id < census.id)) return
    const since = clock.monotonic()
    const reason = await rehearse(dataDirectory, ending.signal)
    if (ending.signal.aborted) return
    const milliseconds = Math.round(clock.monotonic() - since)
    if (reason === undefined) log.info({ event: 'rehearsed', milliseconds }, 'a restore was rehearsed')
    else log.error({ event: 'rehearsalFailed', milliseconds, reason }, 'the rehearsal of a restore failed')
  }
  const stop = daily({ clock, at, run, onError: stepErrors(onUnexpected, 'rehearsal') })
  return [stop, () => ending.abort()]
}

/** Runs the command. Returns the reason of its failure, if it failed. */
function rehearse(dataDirectory: string, signal: AbortSignal): Promise<string | undefined> {
  const command = join(findProjectDirectory(), COMMAND)
  const args = [command, 'admin', 'rehearse', '--json', '--data-dir', dataDirectory]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], signal })
  lowerPriority(child.pid)
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-ERROR_CHARACTERS)
  })
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve(message))
    child.once('close', (code, killedBy) =>
      resolve(code === 0 ? undefined : (findMessage(errors) ?? `it ended by ${killedBy ?? code}`)),
    )
  })
}

function lowerPriority(processId: number | undefined): void {
  try {
    if (processId !== undefined) setPriority(processId, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // The process may have ended, or the system may refuse it.
  }
}

/** Returns the sentence of the command's error, which is one JSON object on a line. */
function findMessage(errors: string): string | undefined {
  const line = errors.trim().split('\n').at(-1) ?? ''
  try {
    const { error } = JSON.parse(line) as { error?: { message?: string } }
    return error?.message
  } catch {
    return line === '' ? undefined : line
  }
}
