import type { SentOutcome } from '#protocol/dashboard/compose.ts'

type Counts = Pick<SentOutcome, 'acked' | 'recipients' | 'state'>

/** Returns whether as many members have acknowledged as `until` says: `first`, `all` or a number. */
export function isReached({ acked, recipients, state }: Counts, until: string): boolean {
  if (state === 'scheduled') return false
  if (until === 'first') return acked >= 1
  return acked >= (until === 'all' ? recipients : Number(until))
}
