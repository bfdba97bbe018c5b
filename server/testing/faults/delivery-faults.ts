import type { Receipt } from './receiver.ts'
import type { Accepted } from './sender.ts'

export type Delivered = {
  /** Every notification that was answered 201. */
  accepted: readonly Accepted[]
  /** Members since before the first notification, with the notifications that their one handler received. */
  receivers: readonly { name: string; tokens: readonly string[]; receipts: readonly Receipt[] }[]
}

/**
 * Describes the faults of a delivery. Returns none when every receiver got every notification of its tokens exactly
 * once, unchanged, in the order of the log, and the log has no holes.
 */
export function findDeliveryFaults({ accepted, receivers }: Delivered): string[] {
  const logs = groupByToken(accepted)
  return [
    ...[...logs.values()].flatMap(findHoles),
    ...receivers.flatMap((receiver) =>
      receiver.tokens.flatMap((token) => {
        const got = receiver.receipts.filter((receipt) => receipt.clientAppToken === token)
        return findTokenFaults({ name: receiver.name, got, log: logs.get(token) ?? [] })
      }),
    ),
    ...receivers.flatMap(findForeign),
  ]
}

function groupByToken(accepted: readonly Accepted[]): Map<string, Accepted[]> {
  const logs = new Map<string, Accepted[]>()
  for (const one of [...accepted].sort((a, b) => a.seq - b.seq)) {
    const log = logs.get(one.clientAppToken)
    if (log === undefined) logs.set(one.clientAppToken, [one])
    else log.push(one)
  }
  return logs
}

function findHoles(log: readonly Accepted[]): string[] {
  return log.flatMap(({ clientAppToken, seq }, index) =>
    seq === index + 1 ? [] : [`${clientAppToken}: the log has ${seq} where ${index + 1} is due`],
  )
}

type TokenDelivery = { name: string; got: readonly Receipt[]; log: readonly Accepted[] }

function findTokenFaults({ name, got, log }: TokenDelivery): string[] {
  const faults: string[] = []
  const bySeq = new Map(log.map((one) => [one.seq, one]))
  const seen = new Set<number>()
  let lastSeq = 0
  for (const { clientAppToken, seq, id, payload } of got) {
    const sent = bySeq.get(seq)
    const what = `${name}: ${clientAppToken} ${seq}`
    if (sent === undefined || sent.id !== id) faults.push(`${what} came and was never answered 201`)
    else if (sent.payload !== payload) faults.push(`${what} came with another payload`)
    if (seen.has(seq)) faults.push(`${what} came twice`)
    else if (seq < lastSeq) faults.push(`${what} came after ${lastSeq}`)
    seen.add(seq)
    lastSeq = Math.max(lastSeq, seq)
  }
  const lost = log.filter(({ seq }) => !seen.has(seq))
  return [...faults, ...lost.map(({ clientAppToken, seq }) => `${name}: ${clientAppToken} ${seq} never came`)]
}

function findForeign({ name, tokens, receipts }: Delivered['receivers'][number]): string[] {
  return receipts
    .filter(({ clientAppToken }) => !tokens.includes(clientAppToken))
    .map(({ clientAppToken, seq }) => `${name}: ${clientAppToken} ${seq} came to one who is no member`)
}
