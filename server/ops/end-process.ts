import type { Log } from '../core/log.ts'

/** Time for the log line and for answers that are on their way. */
const GRACE_MILLISECONDS = 200

/**
 * Every reason for which this process ends itself, with its exit code (`docs/operations.md`, "When the process ends").
 * The list is closed: any other error ends a request, a connection or a step.
 */
export const END_REASONS = {
  /** SIGTERM or SIGINT came, and everything is written. */
  drained: 0,
  /** Draining took longer than `LIMITS.drainSeconds`, or failed. */
  drainFailed: 1,
  /** The server could not start. */
  startFailed: 1,
  /** The log contradicts itself: a sequence number would be given twice, or a commit lost an answer. */
  brokenInvariant: 1,
  /** The database reports that its own files are damaged. */
  corruptDatabase: 1,
  /** Several of the server's own steps fail again and again: the process as a whole is at fault. */
  errorRate: 1,
} as const

export type EndReason = keyof typeof END_REASONS

export type EndProcess = (reason: EndReason, error?: unknown) => void

/** The only function that ends the process. The supervisor starts it again (`docs/operations.md`). */
export function makeEndProcess(log: Log): EndProcess {
  let isEnding = false
  return (reason, error) => {
    const code = END_REASONS[reason]
    if (code === 0) process.exit(code)
    if (isEnding) return
    isEnding = true
    log.error({ event: 'processEnds', err: error, reason }, 'the process ends')
    setTimeout(() => process.exit(code), GRACE_MILLISECONDS)
  }
}
