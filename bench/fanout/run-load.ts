import { setTimeout as sleep } from 'node:timers/promises'
import { carryOutOrders } from '../kit/carry-out-orders.ts'
import { PEERS } from '../peers/peers.ts'
import { connectAoiServer } from './connect-aoi-server.ts'
import { connectPeer } from './connect-peer.ts'
import type { Answer, Latencies, Order, Target } from './target.ts'

/** Longer than AOI Clients gather acknowledgements and the server gathers cursors: their cost belongs to the run. */
const SETTLE_MILLISECONDS = 300

let target: Target | undefined

/** The load runs sockets and publisher in a process of their own, so that their CPU is not counted as the server's. */
carryOutOrders(carryOut)

async function carryOut(order: Order): Promise<Answer | Record<string, never>> {
  if (order.kind === 'run') return run(order)
  const { port, sockets, apiKey } = order
  const peer = PEERS.find(({ name }) => name === order.target)
  target =
    peer === undefined
      ? await connectAoiServer({ port, sockets, apiKey: apiKey ?? '' })
      : await connectPeer(peer, { port, sockets })
  return {}
}

/**
 * Keeps `order.inFlight` messages in flight. A message is in flight from its publication until the last socket has it.
 */
async function run(order: Extract<Order, { kind: 'run' }>): Promise<Answer> {
  if (target === undefined) throw new Error('not connected')
  const { receivers, publish } = target
  const before = { deliveries: receivers.deliveries, complete: receivers.complete }
  const publishedAt: number[] = []
  const acceptedAt: number[] = []
  const latencies: Latencies = { fromAccepted: [], fromPublished: [] }
  const startedAt = performance.now()
  const endAt = startedAt + order.seconds * 1000
  let wake = () => {}
  receivers.onComplete = (message) => {
    const now = performance.now()
    // The `201` may arrive after the notification. Then the latency from acceptance counts as zero.
    latencies.fromAccepted.push(now - (acceptedAt[message - before.complete] ?? now))
    latencies.fromPublished.push(now - (publishedAt[message - before.complete] ?? now))
    wake()
  }
  let published = 0
  let failed: unknown
  while (performance.now() < endAt && failed === undefined) {
    while (published - (receivers.complete - before.complete) < order.inFlight) {
      published += 1
      const message = published
      publishedAt[message] = performance.now()
      publish().then(
        () => {
          acceptedAt[message] = performance.now()
        },
        (error: unknown) => {
          failed = error
          wake()
        },
      )
    }
    await new Promise<void>((resolve) => {
      wake = resolve
    })
    if (order.pauseMilliseconds > 0) await sleep(order.pauseMilliseconds)
  }
  while (receivers.complete - before.complete < published && failed === undefined) {
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  }
  if (failed !== undefined) throw failed
  const seconds = (performance.now() - startedAt) / 1000
  await sleep(SETTLE_MILLISECONDS)
  return { deliveries: receivers.deliveries - before.deliveries, messages: published, seconds, latencies }
}
