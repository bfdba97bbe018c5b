import type { Readable, Writable } from 'node:stream'

/** The world around one run of `aoi`; tests hand in their own. */
export type Terminal = {
  env: Readonly<Record<string, string | undefined>>
  stdin: Readable
  stdout: Writable & { isTTY?: boolean; fd?: number }
  stderr: Writable
  /** Aborted by SIGINT or SIGTERM: the command finishes its current work and ends with 0. */
  stopping: AbortSignal
}
