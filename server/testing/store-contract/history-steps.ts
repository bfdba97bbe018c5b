import fc from 'fast-check'
import { LIMITS } from '#protocol'
import type { Store } from '#server/core/store.ts'
import { entriesOf, notificationTo, registrationsOf, requestOf, WEATHER } from './actors.ts'
import {
  activeMember,
  headOf,
  isOver,
  type Model,
  type ModelMember,
  type ModelNotification,
} from './history-model.ts'

/** One step of a history. Numbers choose among the existing rows, so that a shrunk history stays valid. */
export type Step =
  | { does: 'register' | 'deregister'; client: number; token: number }
  | { does: 'endClient'; client: number }
  | { does: 'append'; sent: { token: number; ttlSeconds: number; topic: string | null }[] }
  | { does: 'ack'; member: number; count: number; gapsAreAcked: boolean; stale: boolean }
  | { does: 'cancel'; notification: number }
  | { does: 'wait'; milliseconds: number }

const choice = fc.nat({ max: 11 })
const sent = fc.record({
  token: choice,
  ttlSeconds: fc.constantFrom(0, 1, 3, 10, 60),
  topic: fc.constantFrom(null, null, 'now', 'later'),
})

export const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant('register' as const), client: choice, token: choice }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('deregister' as const), client: choice, token: choice }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('endClient' as const), client: choice }) },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('append' as const),
      sent: fc.array(sent, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('ack' as const),
      member: choice,
      count: fc.integer({ min: 1, max: 5 }),
      gapsAreAcked: fc.boolean(),
      stale: fc.nat({ max: 7 }).map((chance) => chance === 0),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('cancel' as const), notification: choice }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('wait' as const), milliseconds: fc.nat({ max: 4000 }) }),
  },
)

export type World = { store: Store; model: Model; clients: string[]; tokens: string[] }

/** Applies the step to the store and to the model. Throws when the store's answer differs from the model's. */
export async function take(world: World, step: Step): Promise<void> {
  switch (step.does) {
    case 'register':
      return register(world, {
        aoiClientId: pick(world.clients, step.client),
        clientAppToken: pick(world.tokens, step.token),
      })
    case 'deregister':
      return deregister(world, {
        aoiClientId: pick(world.clients, step.client),
        clientAppToken: pick(world.tokens, step.token),
      })
    case 'endClient':
      return endClient(world, pick(world.clients, step.client))
    case 'append':
      return append(world, step.sent)
    case 'ack':
      return ack(world, step)
    case 'cancel':
      return cancel(world, step.notification)
    case 'wait':
      world.model.now += step.milliseconds
  }
}

function pick<Row>(rows: readonly Row[], choice: number): Row {
  const row = rows[choice % rows.length]
  if (row === undefined) throw new Error('there is nothing to choose from')
  return row
}

type Place = { aoiClientId: string; clientAppToken: string }

async function register({ store, model }: World, place: Place): Promise<void> {
  const input = { ...place, kind: 'shared', applicationName: WEATHER, tokenScope: '', at: model.now } as const
  const { registrationId, tokenId, startSeq, created } = await store.register(input)
  const existing = activeMember(model, place)
  same(
    { created, registrationId },
    { created: existing === undefined, registrationId: existing?.registrationId ?? registrationId },
  )
  if (existing !== undefined) return
  same(startSeq, headOf(model, place.clientAppToken))
  model.members.push({ ...place, registrationId, tokenId, ackedSeq: startSeq })
}

async function deregister({ store, model }: World, place: Place): Promise<void> {
  const ended = await store.deregister({ ...place, at: model.now })
  const member = activeMember(model, place)
  same(ended?.registrationId, member?.registrationId)
  if (member !== undefined) member.endSeq = headOf(model, place.clientAppToken)
}

/** The AOI Client comes back under a new id, so that the world does not run out of clients. */
async function endClient(world: World, aoiClientId: string): Promise<void> {
  const { store, model, clients } = world
  const ended = await store.endAoiClient({ id: aoiClientId, at: model.now })
  const members = model.members.filter((row) => row.aoiClientId === aoiClientId && row.endSeq === undefined)
  same(
    ended?.map((row) => row.registrationId),
    members.map((row) => row.registrationId),
  )
  for (const member of members) member.endSeq = headOf(model, member.clientAppToken)
  const successor = `${aoiClientId}+`
  await store.createAoiClient({ id: successor, secretHash: '', createdAt: model.now })
  clients[clients.indexOf(aoiClientId)] = successor
}

async function append(
  { store, model, tokens }: World,
  sent: readonly { token: number; ttlSeconds: number; topic: string | null }[],
): Promise<void> {
  const notifications = sent.map(({ token, ttlSeconds, topic }) =>
    notificationTo(pick(tokens, token), { ttlSeconds, ...(topic !== null && { topic }) }),
  )
  const [outcome] = await store.append([requestOf(notifications, { acceptedAt: model.now })])
  for (const notification of notifications) {
    if (!model.members.some((member) => member.clientAppToken === notification.clientAppToken)) continue
    addToModel(model, notification)
  }
  const ids = new Set(notifications.map((notification) => notification.id))
  const expected = model.notifications.filter((row) => ids.has(row.id))
  same(
    entriesOf(outcome)
      .map((entry) => [entry.id, entry.seq])
      .sort(),
    expected.map((row) => [row.id, row.seq]).sort(),
  )
}

type SentNotification = { id: string; clientAppToken: string; topic?: string; ttlSeconds: number }

function addToModel(model: Model, { id, clientAppToken, topic, ttlSeconds }: SentNotification): void {
  for (const older of model.notifications) {
    const hit = topic !== undefined && older.topic === topic && older.clientAppToken === clientAppToken
    if (hit && !isOver(older, model.now)) older.replaced = true
  }
  model.notifications.push({
    id,
    clientAppToken,
    seq: headOf(model, clientAppToken) + 1,
    isNowOrNever: ttlSeconds === 0,
    endsAt: model.now + (ttlSeconds === 0 ? LIMITS.nowOrNeverMilliseconds : ttlSeconds * 1000),
    ...(topic !== undefined && { topic }),
    recipients: model.members.filter(
      (row) => row.clientAppToken === clientAppToken && row.endSeq === undefined,
    ),
    ackedAt: new Map(),
  })
}

/** Moves a cursor as the hub does. A notification that has ended becomes a gap, or was delivered before its end. */
async function ack(
  { store, model }: World,
  step: { member: number; count: number; gapsAreAcked: boolean; stale: boolean },
): Promise<void> {
  if (model.members.length === 0) return
  const member = pick(model.members, step.member)
  const toSeq = Math.min(member.ackedSeq + step.count, headOf(model, member.clientAppToken))
  const passed = model.notifications.filter(
    (row) => row.clientAppToken === member.clientAppToken && row.seq > member.ackedSeq && row.seq <= toSeq,
  )
  const gaps = passed.filter((row) => !step.gapsAreAcked && isOver(row, model.now))
  const fromSeq = member.ackedSeq - (step.stale ? 1 : 0)
  const { registrationId, tokenId } = member
  const refused = await store.moveCursors([
    {
      registrationId,
      tokenId,
      sessionNumber: 0,
      fromSeq,
      toSeq,
      gaps: gaps.map((row) => [row.seq, row.seq] as const),
      at: model.now,
    },
  ])
  const applies = !step.stale && toSeq > member.ackedSeq
  same(registrationsOf(refused), applies ? [] : [registrationId])
  if (applies) applyAck(model, { member, acked: passed.filter((row) => !gaps.includes(row)), toSeq })
}

function applyAck(
  model: Model,
  { member, acked, toSeq }: { member: ModelMember; acked: ModelNotification[]; toSeq: number },
): void {
  member.ackedSeq = toSeq
  for (const row of acked) if (row.recipients.includes(member)) row.ackedAt.set(member, model.now)
}

async function cancel({ store, model }: World, choice: number): Promise<void> {
  if (model.notifications.length === 0) return
  const row = pick(model.notifications, choice)
  const cancels = !isOver(row, model.now)
  same(await store.cancelNotification({ id: row.id, at: model.now }), cancels)
  if (cancels) row.cancelled = true
}

function same(answer: unknown, expected: unknown): void {
  if (JSON.stringify(answer) === JSON.stringify(expected)) return
  throw new Error(`the store answers ${JSON.stringify(answer)} where ${JSON.stringify(expected)} is expected`)
}
