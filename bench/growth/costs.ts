import { v7 as uuidv7 } from 'uuid'
import { LIMITS } from '#protocol'
import type { AppendRequest, CursorMove } from '../../server/core/store.ts'
import type { OpenedStore } from '../../server/db/open-store.ts'
import { median } from '../kit/table.ts'
import { APPLICATION, idOfNotification, nameOfClient, nameOfToken, SERVER_APPLICATION } from './fill.ts'

/** With 64 in flight, that many submissions or acknowledgements share one transaction. */
const GROUP = 64
const ROUNDS = 9

/** The store and the rows that a measurement can query. */
export type Scene = {
  store: OpenedStore
  now: number
  /** Tokens to send to, numbered from 1. */
  tokens: number
  /** Registrations, numbered from 1. `cursors` holds those cursors that have moved from 0. */
  registrations: number
  tokenOf: (registration: number) => number
  cursors: Map<number, number>
  /** Notifications to query. `recipientOf` returns the number of an AOI Client that receives one. */
  notifications: number
  recipientOf: (notification: number) => number
  clients: number
}

/** The costs in the order of the columns: CPU time of writes, elapsed time of reads. */
export const COLUMNS = [
  'notification, CPU µs',
  'delivery, CPU µs',
  'session start, CPU µs',
  'status, ms',
  'first page of deliveries, ms',
  'one recipient, ms',
  'list of notifications, ms',
  'list of tokens, ms',
] as const

/** Measures each cost: the median of its rounds. */
export async function measureCosts(scene: Scene): Promise<number[]> {
  const { store, now } = scene
  const id = () => idOfNotification(pick(scene.notifications))
  const list = { filter: {}, limit: LIMITS.listRowsDefault, cursor: undefined }
  return [
    await processorTime(() => appendGroup(scene)),
    await processorTime(() => deliverGroup(scene)),
    await processorTime(() => startSession(scene)),
    await time(() => store.findNotification({ id: id(), now })),
    await time(() => store.listDeliveries({ id: id(), now, limit: LIMITS.pageRows })),
    await time(() => findOne(scene)),
    await time(() => store.dashboard.listNotifications({ ...list, now, oldestFirst: false })),
    await time(() => store.dashboard.listTokens(list)),
  ]
}

async function appendGroup({ store, tokens, now }: Scene): Promise<number> {
  const requests = Array.from({ length: GROUP }, (): AppendRequest => {
    const clientAppToken = nameOfToken(pick(tokens))
    const notification = { id: uuidv7(), clientAppToken, payload: '{"title":"Hello"}', ttlSeconds: 3600 }
    return {
      ...{ serverApplicationId: SERVER_APPLICATION, grants: [APPLICATION], acceptedAt: now },
      notifications: [{ ...notification, urgency: 'normal' }],
    }
  })
  const outcomes = await store.append(requests)
  for (const outcome of outcomes) {
    if (outcome.kind !== 'appended' || outcome.entries.length !== 1) throw new Error('not accepted')
  }
  return outcomes.length
}

/** Each member of a batch reads one entry after its cursor and acknowledges it. */
async function deliverGroup(scene: Scene): Promise<number> {
  const { cursors } = scene
  const moves = pickSome(GROUP, scene.registrations).map((registrationId): CursorMove => {
    const fromSeq = cursors.get(registrationId) ?? 0
    const tokenId = scene.tokenOf(registrationId)
    return { registrationId, tokenId, sessionNumber: 0, fromSeq, toSeq: fromSeq + 1, gaps: [], at: scene.now }
  })
  await scene.store.readLog(
    moves.map(({ tokenId, fromSeq, toSeq }) => ({ tokenId, afterSeq: fromSeq, upToSeq: toSeq })),
  )
  const refused = await scene.store.moveCursors(moves)
  if (refused.length > 0) throw new Error('a cursor had an unexpected value')
  for (const { registrationId, toSeq } of moves) cursors.set(registrationId, toSeq)
  return moves.length
}

async function startSession({ store, clients, now }: Scene): Promise<number> {
  const opened = await store.openSession({ aoiClientId: nameOfClient(pick(clients)), at: now })
  if (opened === undefined) throw new Error('the AOI Client does not exist')
  return 1
}

async function findOne({ store, notifications, recipientOf, now }: Scene): Promise<void> {
  const notification = pick(notifications)
  const aoiClientId = nameOfClient(recipientOf(notification))
  const found = await store.findDelivery({ id: idOfNotification(notification), aoiClientId, now })
  if (found === undefined) throw new Error('the recipient does not exist')
}

/**
 * Returns the microseconds of CPU, over all threads of this process, per operation. `work` returns its number of
 * operations.
 */
async function processorTime(work: () => Promise<number>): Promise<number> {
  await work()
  const sample: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage()
    const done = await work()
    const { user, system } = process.cpuUsage(before)
    sample.push((user + system) / done)
  }
  return median(sample)
}

/** Returns the median time of `work`, in milliseconds. */
export async function time(work: () => Promise<unknown>): Promise<number> {
  await work()
  const sample: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now()
    await work()
    sample.push(performance.now() - startedAt)
  }
  return median(sample)
}

function pick(count: number): number {
  return 1 + Math.floor(Math.random() * count)
}

function pickSome(count: number, of: number): number[] {
  const picked = new Set<number>()
  while (picked.size < Math.min(count, of)) picked.add(pick(of))
  return [...picked]
}
