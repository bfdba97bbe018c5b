/**
 * Returns the share of recipients that have acknowledged, from 0 to 1; `undefined` without recipients. Acks may be of
 * notifications that were accepted before the range, so the share is 1 at most.
 */
export function deliveredShareOf({
  acked,
  recipients,
}: {
  acked: number
  recipients: number
}): number | undefined {
  return recipients === 0 ? undefined : Math.min(1, acked / recipients)
}
