import { setTimeout as sleep } from 'node:timers/promises'
import { Receivers } from '../fanout/receivers.ts'
import { carryOutOrders } from '../kit/carry-out-orders.ts'
import { aoiClients } from './aoi-server.ts'
import type { Clients, Open, Publisher, Shape } from './broker.ts'
import { BROKERS } from './brokers.ts'
import type { Answer, Order } from './orders.ts'

const CONNECTS_AT_ONCE = 50
const PUBLISHED_AT_ONCE = 32
/** Longer than members gather acknowledgements and servers gather cursors: their cost belongs to the step. */
const SETTLE_MILLISECONDS = 400
/** A member that has had nothing for so long has everything. */
const QUIET_MILLISECONDS = 1500
const NOTHING: Answer = { deliveries: 0, messages: 0, seconds: 0, latencies: [] }

type Running = { clients: Clients; publisher: Publisher; port: number; shape: Shape }

let running: Running | undefined
let groups: Receivers[] = []
let received: number[] = []
let members: Open[] = []
let connections = 0

/** Holds members and publisher in a process of their own, so that their CPU is not counted as the server's. */
carryOutOrders(carryOut)

async function carryOut(order: Order): Promise<Answer> {
  if (order.kind === 'begin') return begin(order)
  if (running === undefined) throw new Error('not begun')
  switch (order.kind) {
    case 'connect':
      return connect(running, order.behind)
    case 'disconnect':
      return disconnect()
    case 'run':
      return run(running, order)
    case 'publish':
      return publishAll(running, order.perGroup)
    case 'publishUntilGone':
      return publishUntilGone(running)
    case 'count':
      return count(running)
  }
}

async function begin({
  target,
  port,
  shape,
  apiKey,
  isNew,
}: Extract<Order, { kind: 'begin' }>): Promise<Answer> {
  const clients = BROKERS.find(({ name }) => name === target)?.clients ?? aoiClients
  if (isNew) {
    await clients.prepare?.(port, shape)
    groups = Array.from({ length: shape.groups }, () => new Receivers(shape.members))
    received = Array.from({ length: shape.groups * shape.members }, () => 0)
  }
  running?.publisher.close()
  running = { clients, port, shape, publisher: await clients.openPublisher({ port, apiKey }) }
  return NOTHING
}

async function connect({ clients, port, shape }: Running, behind: number): Promise<Answer> {
  const startedAt = performance.now()
  const before = deliveries()
  const all = shape.groups * shape.members
  const wanted = before + all * behind
  for (let first = 0; first < all; first += CONNECTS_AT_ONCE) {
    const batch = Array.from({ length: Math.min(CONNECTS_AT_ONCE, all - first) }, (_, place) =>
      openMember({ clients, port, index: first + place, membersPerGroup: shape.members }),
    )
    members.push(...(await Promise.all(batch)))
  }
  while (deliveries() < wanted) await sleep(5)
  const seconds = (performance.now() - startedAt) / 1000
  await sleep(SETTLE_MILLISECONDS)
  return { ...NOTHING, deliveries: deliveries() - before, seconds }
}

function openMember(input: {
  clients: Clients
  port: number
  index: number
  membersPerGroup: number
}): Promise<Open> {
  const { clients, port, index } = input
  const group = Math.floor(index / input.membersPerGroup)
  connections += 1
  const before = received[index] ?? 0
  const onMessages = (count: number) => {
    const had = received[index] ?? 0
    received[index] = had + count
    groups[group]?.add(had, count)
  }
  return clients.openMember({ port, index, group, connection: connections, before, onMessages })
}

async function disconnect(): Promise<Answer> {
  for (const member of members) member.close()
  members = []
  await sleep(SETTLE_MILLISECONDS)
  return NOTHING
}

function deliveries(): number {
  return groups.reduce((sum, group) => sum + group.deliveries, 0)
}

/** Messages go to the groups in turn. */
async function run({ publisher, shape }: Running, order: Extract<Order, { kind: 'run' }>): Promise<Answer> {
  const before = deliveries()
  const latencies: number[] = []
  const startedAt = performance.now()
  const endAt = startedAt + order.seconds * 1000
  let messages = 0
  const sender = async () => {
    while (performance.now() < endAt) {
      const group = messages % shape.groups
      messages += 1
      latencies.push(await sendToAll(publisher, group))
    }
  }
  await Promise.all(Array.from({ length: order.inFlight }, sender))
  const seconds = (performance.now() - startedAt) / 1000
  await sleep(SETTLE_MILLISECONDS)
  return { deliveries: deliveries() - before, messages, seconds, latencies }
}

/** The messages that were published to each group, and those who wait for the last member. */
const published = new Map<number, number>()
const waiting = new Map<number, Map<number, () => void>>()

/** Returns the milliseconds from the confirmation to the last member. */
async function sendToAll(publisher: Publisher, group: number): Promise<number> {
  const receivers = groups[group]
  if (receivers === undefined) throw new Error('no such group')
  const message = (published.get(group) ?? receivers.complete) + 1
  published.set(group, message)
  const ofGroup = waiting.get(group) ?? new Map<number, () => void>()
  waiting.set(group, ofGroup)
  const reached = new Promise<number>((resolve) => {
    ofGroup.set(message, () => resolve(performance.now()))
  })
  receivers.onComplete = (done) => {
    ofGroup.get(done)?.()
    ofGroup.delete(done)
  }
  await publisher.publish(group)
  const confirmedAt = performance.now()
  return Math.max(0, (await reached) - confirmedAt)
}

async function publishAll({ publisher, shape }: Running, perGroup: number): Promise<Answer> {
  const all = perGroup * shape.groups
  let messages = 0
  const sender = async () => {
    while (messages < all) {
      messages += 1
      await publisher.publish(messages % shape.groups)
    }
  }
  await Promise.all(Array.from({ length: PUBLISHED_AT_ONCE }, sender))
  for (const [group, count] of published) published.set(group, count + perGroup)
  await sleep(SETTLE_MILLISECONDS)
  return { ...NOTHING, messages }
}

async function publishUntilGone({ publisher }: Running): Promise<Answer> {
  let messages = 0
  const sender = async () => {
    for (;;) {
      await publisher.publish(0)
      messages += 1
    }
  }
  const senders = Array.from({ length: PUBLISHED_AT_ONCE }, sender)
  await Promise.allSettled(senders)
  return { ...NOTHING, messages }
}

async function count({ clients, port, shape }: Running): Promise<Answer> {
  const before = deliveries()
  members.push(await openMember({ clients, port, index: 0, membersPerGroup: shape.members }))
  let last = -1
  while (last !== deliveries()) {
    last = deliveries()
    await sleep(QUIET_MILLISECONDS)
  }
  return { ...NOTHING, deliveries: last - before }
}
