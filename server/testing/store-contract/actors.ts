import { randomBytes, randomUUID } from 'node:crypto'
import { onTestFinished, test } from 'vitest'
import type { ComposeStore } from '#server/core/compose/compose-store.ts'
import type { DashboardStore } from '#server/core/dashboard/dashboard-store.ts'
import type { EventStore } from '#server/core/events/event-store.ts'
import type { WebhookStore } from '#server/core/events/webhooks/webhook-store.ts'
import type { FindingStore } from '#server/core/findings/finding-store.ts'
import type { HookStore } from '#server/core/hooks/hook-store.ts'
import type { OperatorTables } from '#server/core/operators/operator-tables.ts'
import type { OperatorRoles } from '#server/core/operators/operators.ts'
import type { PushStore } from '#server/core/push-members/push-store.ts'
import type { ScheduleStore } from '#server/core/schedule/schedule-store.ts'
import type { SearchStore } from '#server/core/search/search-store.ts'
import type { RollupStore } from '#server/core/statistics/rollups.ts'
import type {
  AppendOutcome,
  AppendRequest,
  BrowserChannel,
  LogEntry,
  NewNotification,
  PushSubscription,
  RefusedMove,
  Registration,
  Store,
  TokenKind,
} from '#server/core/store.ts'
import type { ViewStore } from '#server/core/views/view-store.ts'

/** Opens an empty store. `remove` closes it and removes its database. */
export type OpenStore = () => Promise<{ store: ContractStore; remove(): Promise<void> }>
export type ContractStore = Store & {
  readonly dashboard: DashboardStore
  readonly hooks: HookStore
  readonly push: PushStore
  readonly schedule: ScheduleStore
  readonly events: EventStore
  readonly rollups: RollupStore
  readonly webhooks: WebhookStore
  readonly search: SearchStore
  readonly findings: FindingStore
  readonly composeStore: ComposeStore
  readonly views: ViewStore
  readonly operatorTables: OperatorTables
  readonly operatorRoles: OperatorRoles
}

export type StoreTest = (
  title: string,
  work: (opened: { store: ContractStore }) => Promise<void> | void,
) => void

/**
 * Returns an `it` that opens an empty store for each test. It is no fixture of Vitest, which would keep the stores of all
 * tests in memory until the end: collecting that garbage took most of the time.
 */
export function testWithStore(open: OpenStore): StoreTest {
  return (title, work) =>
    test(title, async () => {
      const { store, remove } = await open()
      onTestFinished(remove)
      await work({ store })
    })
}

export const WEATHER = 'com.example.weather'
export const START = 1_800_000_000_000

export function newTokenName(): string {
  return `g1${randomBytes(32).toString('base64url')}`
}

export async function addClient(store: Store, at = START): Promise<string> {
  const id = `ac_${randomBytes(16).toString('base64url')}`
  await store.createAoiClient({ id, secretHash: 'f'.repeat(64), createdAt: at })
  return id
}

/** Registers an AOI Client to the token. Creates the AOI Client unless the input names one. */
export async function addMember(
  store: Store,
  input: {
    clientAppToken: string
    aoiClientId?: string
    applicationName?: string
    kind?: TokenKind
    vapidKey?: string
    channel?: BrowserChannel
    push?: PushSubscription | null
    label?: string
    at?: number
  },
): Promise<Registration & { created: boolean }> {
  return store.register({
    aoiClientId: input.aoiClientId ?? (await addClient(store)),
    clientAppToken: input.clientAppToken,
    kind: input.kind ?? 'shared',
    applicationName: input.applicationName ?? WEATHER,
    tokenScope: '',
    at: input.at ?? START,
    ...(input.vapidKey === undefined ? {} : { vapidKey: input.vapidKey }),
    ...(input.channel === undefined ? {} : { channel: input.channel }),
    ...(input.label === undefined ? {} : { label: input.label }),
    ...(input.push === undefined ? {} : { push: input.push }),
  })
}

export function notificationTo(
  clientAppToken: string,
  given: Partial<NewNotification> = {},
): NewNotification {
  return {
    id: randomUUID(),
    clientAppToken,
    payload: '{"rain":true}',
    ttlSeconds: 3600,
    urgency: 'normal',
    ...given,
  }
}

export function requestOf(
  notifications: readonly NewNotification[],
  given: Partial<AppendRequest> = {},
): AppendRequest {
  return { serverApplicationId: 'forecast', grants: [WEATHER], acceptedAt: START, notifications, ...given }
}

/** Sends one notification and expects its acceptance. */
export async function send(
  store: Store,
  input: { clientAppToken: string; at?: number } & Partial<NewNotification>,
): Promise<LogEntry> {
  const { clientAppToken, at = START, ...given } = input
  const [outcome] = await store.append([
    requestOf([notificationTo(clientAppToken, given)], { acceptedAt: at }),
  ])
  const [entry] = entriesOf(outcome)
  if (entry === undefined) throw new Error('the notification was not accepted')
  return entry
}

/** Sends `count` notifications in groups of 100. */
export async function sendMany(
  store: Store,
  input: { clientAppToken: string; count: number } & Partial<NewNotification>,
): Promise<LogEntry[]> {
  const { clientAppToken, count, ...given } = input
  const entries: LogEntry[] = []
  while (entries.length < count) {
    const size = Math.min(100, count - entries.length)
    const notifications = Array.from({ length: size }, () => notificationTo(clientAppToken, given))
    entries.push(...(await store.append([requestOf(notifications)])).flatMap(entriesOf))
  }
  return entries
}

export function entriesOf(outcome: AppendOutcome | undefined): LogEntry[] {
  return outcome?.kind === 'appended' ? outcome.entries : []
}

export function registrationsOf(refused: readonly RefusedMove[]): number[] {
  return refused.map(({ move }) => move.registrationId)
}

/** Acknowledges everything up to `toSeq` in one move. Returns the registrations whose move did not apply. */
export async function ack(
  store: Store,
  member: Pick<Registration, 'registrationId' | 'tokenId' | 'ackedSeq'> & { sessionNumber?: number },
  input: { toSeq: number; gaps?: [number, number][]; at?: number },
): Promise<number[]> {
  const { registrationId, tokenId, ackedSeq, sessionNumber = 0 } = member
  const { toSeq, gaps = [], at = START } = input
  const move = { registrationId, tokenId, sessionNumber, fromSeq: ackedSeq, toSeq, gaps, at }
  return registrationsOf(await store.moveCursors([move]))
}

/** Returns every row of a listing, read in pages of `limit`. */
export async function readAll<Row>(
  list: (page: { cursor?: string; limit: number }) => Promise<{ rows: Row[]; nextCursor?: string }>,
  limit: number,
): Promise<Row[]> {
  const rows: Row[] = []
  let page = await list({ limit })
  rows.push(...page.rows)
  while (page.nextCursor !== undefined) {
    page = await list({ limit, cursor: page.nextCursor })
    rows.push(...page.rows)
  }
  return rows
}
