/** The number of members whose acks a sender waits for. */
export type Until = 'first' | 'all' | number

/** Reads the text of `until`: `first`, `all`, or a number of members. */
export function readUntil(text: string): Until {
  return text === 'first' || text === 'all' ? text : Number(text)
}

/** Returns true if as many members have acknowledged as the sender waits for. */
export function isAckedUntil(
  until: Until,
  { acked, recipients }: { acked: number; recipients: number },
): boolean {
  if (until === 'first') return acked >= 1
  return acked >= (until === 'all' ? recipients : until)
}
