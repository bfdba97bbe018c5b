import { randomBytes, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '#protocol'
import {
  DEFAULT_QUOTAS,
  nameOf,
  type Quotas,
  type StorageUse,
  storedBytes,
} from '#server/core/limits/quotas.ts'
import type { AppendOutcome, AppendRequest, Store } from '#server/core/store.ts'
import { senderId } from '#server/core/web-push/sender-id.ts'
import {
  addMember,
  type ContractStore,
  newTokenName,
  notificationTo,
  readAll,
  requestOf,
  START,
} from './actors.ts'

/** Opens stores on one database with these quotas: several if the database supports several nodes. */
export type OpenWithQuotas = (quotas: Quotas) => Promise<OpenedNodes>
type OpenedNodes = {
  nodes: readonly [ContractStore, ...ContractStore[]]
  query(sql: string): Promise<unknown[][]>
  remove(): Promise<void>
}

const DAY = 86_400_000
const OPERATORS = 'dashboard'
const NETWORK = '203.0.113.8'
const HOME = '2001:db8::/64'

/** Room for a few notifications of each party. */
const SMALL: Quotas = {
  ...{ application: 9000, vapidKey: 7000, senderNetwork: 5000 },
  ...{ token: 4000, aoiClient: 6000, clientNetwork: 8000 },
}

/** The sums of the log's rows for each unit, computed independently of the server's counters. */
const SUMS = [
  [
    `CASE WHEN n."serverApplicationId" = 'web-push' THEN 'senderNetwork'
      WHEN n."serverApplicationId" LIKE 'web-push-%' THEN 'vapidKey' ELSE 'application' END`,
    `CASE WHEN n."serverApplicationId" = 'web-push' THEN COALESCE(n."senderNetwork", '') ELSE n."serverApplicationId" END`,
    `true`,
  ],
  [`'token'`, `CAST(n."tokenId" AS TEXT)`, `n."serverApplicationId" LIKE 'web-push%'`],
  [`'aoiClient'`, `t."holderId"`, `n."serverApplicationId" LIKE 'web-push%'`],
  [`'clientNetwork'`, `t."holderNetwork"`, `n."serverApplicationId" LIKE 'web-push%'`],
].map(
  ([unit, key, where]) =>
    `SELECT ${unit}, ${key}, count(*), sum(octet_length(n."payload") + COALESCE(octet_length(n."headers"), 0))
     FROM "Notification" n JOIN "ClientAppToken" t ON t."id" = n."tokenId"
     WHERE ${where} AND ${key} IS NOT NULL GROUP BY 1, 2`,
)

async function sumRows({ query }: Pick<OpenedNodes, 'query'>): Promise<string[]> {
  const rows = await query(SUMS.join(' UNION ALL '))
  return rows.map(([unit, key, notifications, bytes]) => `${unit} ${key} ${notifications} ${bytes}`).sort()
}

async function listUse(store: Store): Promise<StorageUse[]> {
  return readAll((page) => store.listUse(page), 3)
}

/** Expects the counters to match the sums of the rows. Returns the counters. */
async function expectExact(opened: OpenedNodes): Promise<StorageUse[]> {
  const use = await listUse(opened.nodes[0])
  const counted = use.map((row) => `${nameOf(row)} ${row.notifications} ${row.bytes}`).sort()
  expect(counted).toEqual(await sumRows(opened))
  const sizes = use.map(storedBytes)
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
  return use
}

type Batch = Pick<AppendRequest, 'notifications' | 'acceptedAt'>

function anonymous({ notifications, acceptedAt }: Batch): AppendRequest {
  const serverApplicationId = senderId(undefined)
  return { serverApplicationId, address: NETWORK, webPush: { openToAll: true }, notifications, acceptedAt }
}

function byVapidKey({ notifications, acceptedAt }: Batch): AppendRequest {
  const vapidKey = 'a key'
  const webPush = { vapidKey, openToAll: true }
  return { serverApplicationId: senderId(vapidKey), address: NETWORK, webPush, notifications, acceptedAt }
}

function byApiKey({ notifications, acceptedAt }: Batch): AppendRequest {
  return requestOf(notifications, { acceptedAt })
}

const SENDERS = { key: byApiKey, anonymous, vapid: byVapidKey } as const

function pushTo(clientAppToken: string, payloadBytes: number) {
  return notificationTo(clientAppToken, { payload: 'x'.repeat(payloadBytes), headers: '{}' })
}

function acceptedOf(outcomes: readonly AppendOutcome[]): number {
  return outcomes
    .flatMap((outcome) => (outcome.kind === 'appended' ? outcome.results : []))
    .filter(({ outcome }) => outcome === 'accepted').length
}

/** Registers an AOI Client from this address and makes a token for it. */
async function addHolder(store: Store, network: string | undefined = HOME) {
  const aoiClientId = `ac_${randomBytes(16).toString('base64url')}`
  await store.createAoiClient({
    ...{ id: aoiClientId, secretHash: '', createdAt: START },
    ...(network !== undefined && { network }),
  })
  const clientAppToken = newTokenName()
  const { tokenId } = await addMember(store, { clientAppToken, aoiClientId })
  return { aoiClientId, clientAppToken, tokenId }
}

const sizes = fc.integer({ min: 0, max: 1500 })
const which = fc.nat({ max: 3 })
const stepArbitrary = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant('send' as const),
      by: fc.constantFrom('key' as const, 'anonymous' as const, 'vapid' as const),
      token: which,
      sizes: fc.array(sizes, { minLength: 1, maxLength: 3 }),
      topic: fc.boolean(),
      ttlDays: fc.constantFrom(0, 1, 20),
    }),
  },
  fc.record({
    act: fc.constantFrom('cancel' as const, 'erase' as const, 'again' as const, 'resend' as const),
    index: fc.nat({ max: 30 }),
  }),
  fc.record({ act: fc.constantFrom('leave' as const, 'end' as const), token: which }),
  fc.record({ act: fc.constant('sweep' as const), days: fc.constantFrom(0, 9, 40) }),
)
type Step = typeof stepArbitrary extends fc.Arbitrary<infer S> ? S : never

type World = {
  opened: OpenedNodes
  tokens: Awaited<ReturnType<typeof addHolder>>[]
  ids: string[]
  now: number
  turn: number
}

async function take(world: World, step: Step): Promise<void> {
  const { opened, ids } = world
  world.turn += 1
  const store = opened.nodes[world.turn % opened.nodes.length] ?? opened.nodes[0]
  const at = world.now
  switch (step.act) {
    case 'send': {
      const { clientAppToken } = world.tokens[step.token] ?? (await addToken(world, store))
      const requests = step.sizes.map((bytes) => {
        const given = { ...pushTo(clientAppToken, bytes), ttlSeconds: step.ttlDays * 86_400 }
        const notification = step.topic ? { ...given, topic: 'news' } : given
        return SENDERS[step.by]({ notifications: [notification], acceptedAt: at })
      })
      for (const outcome of await store.append(requests))
        if (outcome.kind === 'appended') ids.push(...outcome.entries.map(({ id }) => id))
      return
    }
    case 'cancel':
      await store.dashboard.cancelNotifications({ ids: [idOf(world, step)], at })
      return
    case 'erase':
      await store.dashboard.erasePayloads({
        ids: [idOf(world, step), idOf(world, { index: step.index + 1 })],
        at,
      })
      return
    case 'again': {
      const newId = randomUUID()
      const again = { id: idOf(world, step), newId, serverApplicationId: OPERATORS, acceptedAt: at }
      if ((await store.appendAgain(again)) !== undefined) ids.push(newId)
      return
    }
    case 'resend': {
      const { clientAppToken } = world.tokens[0] ?? (await addToken(world, store))
      await store.append([
        {
          serverApplicationId: OPERATORS,
          sendsAgain: true,
          acceptedAt: at,
          notifications: [pushTo(clientAppToken, 900)],
        },
      ])
      return
    }
    case 'leave':
    case 'end': {
      const token = world.tokens[step.token]
      if (token === undefined) return
      if (step.act === 'end') await store.endAoiClient({ id: token.aoiClientId, at })
      else await store.deregister({ ...token, at })
      return
    }
    case 'sweep':
      world.now += step.days * DAY
      while ((await store.sweep({ now: world.now, rows: 5 })) > 0);
  }
}

async function addToken(world: World, store: Store) {
  const added = await addHolder(store, world.tokens.length % 2 === 0 ? HOME : undefined)
  world.tokens.push(added)
  return added
}

function idOf({ ids }: World, { index }: { index: number }): string {
  return ids[index % Math.max(1, ids.length)] ?? 'nothing'
}

/** Tests the quotas and their counters. */
export function describeStorageUse(open: OpenWithQuotas, histories: number): void {
  const openHere = async (quotas: Quotas) => {
    const opened = await open(quotas)
    return { ...opened, store: opened.nodes[0] }
  }
  describe('storage use', () => {
    test('equals the sum of the stored rows after any operations, and never exceeds a quota', {
      timeout: 300_000,
    }, async () => {
      const opened = await openHere(SMALL)
      await fc.assert(
        fc.asyncProperty(
          fc.array(stepArbitrary, { minLength: 1, maxLength: 30, size: 'max' }),
          async (steps) => {
            const world: World = { opened, tokens: [], ids: [], now: START, turn: 0 }
            for (const step of steps) {
              await take(world, step)
              await expectExact(opened)
              for (const use of await listUse(opened.store))
                if (use.key !== OPERATORS) expect(storedBytes(use)).toBeLessThanOrEqual(SMALL[use.unit] ?? 0)
            }
            // The next history begins with an empty log.
            for (const token of world.tokens)
              await opened.store.endAoiClient({ id: token.aoiClientId, at: world.now })
            while ((await opened.store.sweep({ now: world.now + 80 * DAY, rows: 200 })) > 0);
            expect(await listUse(opened.store)).toEqual([])
          },
        ),
        { numRuns: Number(process.env.TEST_HISTORIES ?? histories) },
      )
      await opened.remove()
    })

    test('of Web Push counts for sender, token, AOI Client and address; of an API key only for that key', async () => {
      const opened = await openHere(DEFAULT_QUOTAS)
      const { store } = opened
      const { aoiClientId, clientAppToken, tokenId } = await addHolder(store)
      await store.append([anonymous({ notifications: [pushTo(clientAppToken, 10)], acceptedAt: START })])
      await store.append([byVapidKey({ notifications: [pushTo(clientAppToken, 10)], acceptedAt: START })])
      await store.append([requestOf([pushTo(clientAppToken, 10)])])
      const use = (await listUse(store)).map(({ unit, key, notifications, bytes }) => [
        unit,
        key,
        notifications,
        bytes,
      ])
      expect(use.sort()).toEqual(
        [
          ['aoiClient', aoiClientId, 2, 24],
          ['application', 'forecast', 1, 12],
          ['clientNetwork', HOME, 2, 24],
          ['senderNetwork', NETWORK, 1, 12],
          ['token', String(tokenId), 2, 24],
          ['vapidKey', senderId('a key'), 1, 12],
        ].sort(),
      )
      expect(await store.sumUse()).toEqual({ notifications: 3, bytes: 36 })
      await opened.remove()
    })

    test('refuses one byte over a quota, names the quota, and accepts a notification that fits', async () => {
      const opened = await openHere({ ...DEFAULT_QUOTAS, token: 1000 + LIMITS.storedNotificationBytes })
      const { store } = opened
      const { clientAppToken, tokenId } = await addHolder(store)
      const push = async (bytes: number) => {
        const [outcome] = await store.append([
          anonymous({ notifications: [pushTo(clientAppToken, bytes)], acceptedAt: START }),
        ])
        return outcome?.kind === 'appended' ? outcome.results[0] : undefined
      }
      const party = { unit: 'token', key: String(tokenId) }
      expect(await push(999)).toMatchObject({ outcome: 'overQuota', clientAppToken, party })
      expect(await listUse(store)).toEqual([])
      expect(await push(998)).toMatchObject({ outcome: 'accepted', seq: 1 })
      expect(await push(0)).toMatchObject({ outcome: 'overQuota', party })
      // The messages that strangers stored for the token do not count for an API key.
      expect(acceptedOf(await store.append([requestOf([pushTo(clientAppToken, 9)])]))).toBe(1)
      await expectExact(opened)
      await opened.remove()
    })

    test('refuses an API key’s request whole, and frees its idempotency key for the next attempt', async () => {
      const opened = await openHere({ ...DEFAULT_QUOTAS, application: 3000 })
      const { store } = opened
      const tokens = [await addHolder(store), await addHolder(store)]
      const request = (bytes: number) =>
        requestOf(
          tokens.map(({ clientAppToken }) => pushTo(clientAppToken, bytes)),
          { idempotency: { key: 'one', bodyHash: 'a' } },
        )
      const [first] = await store.append([request(1000)])
      expect(first).toEqual({ kind: 'overQuota', party: { unit: 'application', key: 'forecast' } })
      expect(await listUse(store)).toEqual([])
      const other = { serverApplicationId: 'another' }
      const outcomes = await store.append([
        request(900),
        requestOf([pushTo(tokens[0]?.clientAppToken ?? '', 1)], other),
      ])
      expect(outcomes.map(({ kind }) => kind)).toEqual(['appended', 'appended'])
      expect((await store.append([request(900)]))[0]).toMatchObject({ kind: 'replayed' })
      await expectExact(opened)
      await opened.remove()
    })

    test('admits exactly the notifications that fit when many arrive at once, at several nodes too', async () => {
      const opened = await openHere({
        ...DEFAULT_QUOTAS,
        senderNetwork: 10 * (100 + LIMITS.storedNotificationBytes),
      })
      const { nodes, store } = opened
      const holders = await Promise.all(Array.from({ length: 4 }, () => addHolder(store)))
      const groups = Array.from({ length: 12 }, (_, index) => {
        const node = nodes[index % nodes.length] ?? store
        const to = holders[index % holders.length]?.clientAppToken ?? ''
        return node.append(
          [1, 2].map(() => anonymous({ notifications: [pushTo(to, 98)], acceptedAt: START })),
        )
      })
      expect(acceptedOf((await Promise.all(groups)).flat())).toBe(10)
      await expectExact(opened)
      await opened.remove()
    })

    test('shrinks when older notifications are erased or removed', async () => {
      const opened = await openHere({ ...DEFAULT_QUOTAS, token: 2 * LIMITS.storedNotificationBytes + 1000 })
      const { store } = opened
      const { clientAppToken } = await addHolder(store)
      const push = (bytes: number, acceptedAt = START) =>
        store.append([anonymous({ notifications: [pushTo(clientAppToken, bytes)], acceptedAt })])
      const [first] = await push(900)
      expect(acceptedOf(await push(500))).toBe(0)
      const ids = first?.kind === 'appended' ? first.entries.map(({ id }) => id) : []
      await store.dashboard.cancelNotifications({ ids, at: START })
      // The cancelled notification is still on the disk.
      expect(acceptedOf(await push(500))).toBe(0)
      await store.dashboard.erasePayloads({ ids, at: START })
      expect(acceptedOf(await push(500))).toBe(1)
      expect(acceptedOf(await push(500))).toBe(0)
      const later = START + 30 * DAY
      while ((await store.sweep({ now: later, rows: 1 })) > 0);
      expect(await listUse(store)).toEqual([])
      expect(acceptedOf(await push(900, later))).toBe(1)
      await expectExact(opened)
      await opened.remove()
    })
  })
}
