import type { Until } from '../../protocol/acked-until.ts'
import { LIMITS } from '../../protocol/limits.ts'

/** The acks to wait for, and the end of the wait (`performance.now()`). */
export type AckDeadline = { until: Until; endsAt: number }

export function startDeadline(until: Until, seconds: number): AckDeadline {
  return { until, endsAt: performance.now() + seconds * 1000 }
}

export function isOver({ endsAt }: AckDeadline): boolean {
  return performance.now() >= endsAt
}

/** Returns the query and the headers of a request that waits: as long as one request may, and at least a second. */
export function waitingQuery(deadline: AckDeadline | undefined): {
  query: string
  headers: Record<string, string>
  waitMs: number
} {
  if (deadline === undefined) return { query: '', headers: {}, waitMs: 0 }
  const left = Math.ceil((deadline.endsAt - performance.now()) / 1000)
  const seconds = Math.min(LIMITS.ackWaitSeconds, Math.max(1, left))
  return {
    query: `?until=${deadline.until}`,
    headers: { prefer: `wait=${seconds}` },
    waitMs: seconds * 1000,
  }
}
