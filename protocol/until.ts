import { z } from 'zod'

/** The number of members whose acks a sender waits for. */
export type Until = 'first' | 'all' | number

/** The element `until` of a query: `first`, `all`, or a number of members. */
export const untilSchema = z
  .string()
  .regex(/^(?:first|all|[1-9]\d{0,8})$/, { error: 'must be first, all or a number of members from 1' })
  .transform((text): Until => (text === 'first' || text === 'all' ? text : Number(text)))
  .meta({ type: 'string', example: 'first' })

/** Returns true if as many members have acknowledged as the sender waits for. */
export function isAckedUntil(
  until: Until,
  { acked, recipients }: { acked: number; recipients: number },
): boolean {
  if (until === 'first') return acked >= 1
  return acked >= (until === 'all' ? recipients : until)
}
