import { isAckedUntil, readUntil } from '#protocol/acked-until.ts'
import type { SentOutcome } from '#protocol/dashboard/compose.ts'

type Counts = Pick<SentOutcome, 'acked' | 'recipients' | 'state'>

/** Returns whether as many members have acknowledged as `until` says: `first`, `all` or a number. */
export function isReached({ acked, recipients, state }: Counts, until: string): boolean {
  return state !== 'scheduled' && isAckedUntil(readUntil(until), { acked, recipients })
}
