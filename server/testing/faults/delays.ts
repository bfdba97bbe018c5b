import type { Receiver } from './receiver.ts'
import type { Accepted } from './sender.ts'

/**
 * Describes the time from the sender's 201 to the handler of each receiver, over all deliveries. A delivery before the
 * 201 counts as 0.
 */
export function describeDelays(input: {
  accepted: readonly Accepted[]
  receivers: readonly Pick<Receiver, 'receipts'>[]
}): string {
  const acceptedAt = new Map(input.accepted.map(({ id, at }) => [id, at]))
  const delays = input.receivers
    .flatMap(({ receipts }) =>
      receipts.flatMap(({ id, at }) => {
        const begin = acceptedAt.get(id)
        return begin === undefined || at === undefined ? [] : [Math.max(0, at - begin)]
      }),
    )
    .sort((a, b) => a - b)
  const at = (share: number) => Math.round(delays[Math.floor((delays.length - 1) * share)] ?? 0)
  return `${delays.length} deliveries, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms`
}
