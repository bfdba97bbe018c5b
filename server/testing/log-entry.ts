import { NO_LABELS } from '#protocol'
import type { LogEntry } from '#server/core/store.ts'

export const ENTRY_TOKEN = `g1${'A'.repeat(43)}`
/** The time at which entries of tests are accepted, in Unix ms. */
export const ENTRY_ACCEPTED_AT = Date.UTC(2026, 10, 1)

/** Returns a live entry of the log that expires in an hour, with the fields of `given`. */
export function logEntry(given: Partial<LogEntry> & { seq: number }): LogEntry {
  return {
    tokenId: 1,
    clientAppToken: ENTRY_TOKEN,
    id: `018bc8d4-0000-7000-8000-${given.seq.toString(16).padStart(12, '0')}`,
    payload: JSON.stringify(`payload ${given.seq}`),
    headers: undefined,
    urgency: 'normal',
    acceptedAt: ENTRY_ACCEPTED_AT,
    expiresAt: ENTRY_ACCEPTED_AT + 3_600_000,
    traceparent: undefined,
    state: 'live',
    ...NO_LABELS,
    ...given,
  }
}
