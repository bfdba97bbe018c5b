import { carryOutOrders } from '../kit/carry-out-orders.ts'
import { HttpSender } from '../kit/http-sender.ts'
import { Crowd } from './crowd.ts'
import type { CrowdAnswer, CrowdOrder } from './orders.ts'

const NOTHING: CrowdAnswer = { enteredSeconds: 0, caughtUpSeconds: 0, refusals: 0, latencies: [] }

/** The crowd that entered last, and its number of clients. */
let last: { crowd: Crowd; count: number } | undefined

/** Holds the connections in a process of its own. */
carryOutOrders(carryOut)

async function carryOut(order: CrowdOrder): Promise<CrowdAnswer> {
  if (order.kind === 'enter') {
    const crowd = new Crowd(order)
    const startedAt = performance.now()
    await crowd.enter()
    last = { crowd, count: order.count }
    return { ...NOTHING, enteredSeconds: secondsSince(startedAt), refusals: crowd.refusals }
  }
  if (last === undefined) throw new Error('no crowd has connected')
  return order.kind === 'storm' ? storm(last, order.notifications) : send(last.crowd, order)
}

async function storm(
  { crowd, count }: { crowd: Crowd; count: number },
  notifications: number,
): Promise<CrowdAnswer> {
  const startedAt = performance.now()
  await crowd.until(() => crowd.inSession === count)
  const enteredSeconds = secondsSince(startedAt)
  await crowd.until(() => crowd.leastReceived >= notifications)
  return {
    ...NOTHING,
    enteredSeconds,
    caughtUpSeconds: secondsSince(startedAt),
    refusals: crowd.refusals,
  }
}

/** Sends one notification after the other and measures each from its submission to its arrival at the last member. */
async function send(crowd: Crowd, order: Extract<CrowdOrder, { kind: 'send' }>): Promise<CrowdAnswer> {
  const sender = new HttpSender(order.port, {
    authorization: `Bearer ${order.apiKey}`,
    'content-type': 'application/json',
  })
  const { clientAppToken } = order
  const body = JSON.stringify({ messageType: 'notificationReq', clientAppToken, payload: 'x'.repeat(80) })
  const latencies: number[] = []
  for (let sent = 0; sent < order.count; sent += 1) {
    const before = crowd.leastReceived
    const startedAt = performance.now()
    await sender.post('/api/v1/notifications', body)
    await crowd.until(() => crowd.leastReceived > before)
    latencies.push(performance.now() - startedAt)
  }
  sender.close()
  return { ...NOTHING, latencies }
}

function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1000
}
