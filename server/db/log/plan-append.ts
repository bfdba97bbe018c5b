import { isUniqueToken, labelsOf } from '#protocol'
import { endsAt } from '#server/core/delivery/now-or-never.ts'
import type { Quotas, StorageParty, StorageUse, StoredAmount, StoredBy } from '#server/core/limits/quotas.ts'
import { isGranted } from '#server/core/server-applications/grants.ts'
import { mayUseToken } from '#server/core/server-applications/key-scope.ts'
import type {
  AppendOutcome,
  AppendRequest,
  AppendResult,
  Authority,
  NewNotification,
  WebPushAuthority,
} from '#server/core/store.ts'
import type { LockedToken, NewHead } from '../registrations/token-statements.ts'
import { KeyQuotas, type KeyUse } from '../storage-use/key-quotas.ts'
import { StorageBudgets } from '../storage-use/storage-budgets.ts'
import type { NewScheduledRow } from './append-scheduled.ts'
import { applicationKey } from './application-key.ts'
import { type NewLogRow, newLogRow, toEntry } from './notification-row.ts'

/** Live notifications of the token and topic before `seq` are replaced. */
export type Replacement = { tokenId: number; topic: string; seq: number; at: number }
export type StoredAnswer = { bodyHash: string; results: AppendResult[] }

export type AppendPlan = {
  outcomes: AppendOutcome[]
  rows: NewLogRow[]
  /** The notifications that wait for their time. */
  scheduled: NewScheduledRow[]
  heads: NewHead[]
  replacements: Replacement[]
  /** By `keyOf`: the answers of this call, to be stored. */
  answers: Map<string, StoredAnswer>
  /** The amounts that the call adds to the use of each party. */
  use: StorageUse[]
  /** The new use of the API keys with a quota. */
  keyUse: KeyUse[]
}

type Work = Omit<AppendPlan, 'heads' | 'use' | 'keyUse'> & {
  tokens: ReadonlyMap<string, LockedToken>
  /** The ids of due notifications that this transaction took. */
  taken: ReadonlySet<string>
  heads: Map<number, number>
  /** By ApplicationName. */
  applicationKeys: Map<string, number>
  /** The last notification of this call with a topic, by token and topic. */
  topics: Map<string, NewLogRow>
  budgets: StorageBudgets
  keyQuotas: KeyQuotas
}

/** Returns the idempotency key together with its Server Application; `undefined` without a key. */
export function keyOf(request: AppendRequest): string | undefined {
  return request.idempotency && JSON.stringify([request.serverApplicationId, request.idempotency.key])
}

/**
 * Decides the outcome of a group commit, from the tokens under its locks and the stored answers. Within the call,
 * requests see each other in order, as if each had its own transaction.
 *
 * `used` is the use of parties under the locks of the call. With it, a notification that would take a party over its
 * quota is refused. Without it, no quota refuses anything.
 */
export function planAppend(input: {
  requests: readonly AppendRequest[]
  tokens: readonly LockedToken[]
  stored: ReadonlyMap<string, StoredAnswer>
  taken: ReadonlySet<string>
  keyUse?: ReadonlyMap<string, KeyUse>
  used?: readonly StorageUse[]
  quotas?: Quotas
}): AppendPlan {
  const work: Work = {
    tokens: new Map(input.tokens.map((token) => [token.clientAppToken, token])),
    taken: input.taken,
    heads: new Map(),
    applicationKeys: new Map(),
    topics: new Map(),
    outcomes: [],
    rows: [],
    scheduled: [],
    replacements: [],
    answers: new Map(),
    budgets: new StorageBudgets(input),
    keyQuotas: new KeyQuotas(input.keyUse),
  }
  for (const request of input.requests) {
    const key = keyOf(request)
    const earlier = key === undefined ? undefined : (input.stored.get(key) ?? work.answers.get(key))
    work.outcomes.push(earlier === undefined ? appendRequest(work, request) : answerAgain(earlier, request))
  }
  const heads = [...work.heads].map(([tokenId, headSeq]) => ({ tokenId, headSeq }))
  const { rows, scheduled, replacements, answers } = work
  const use = work.budgets.listAdded()
  const keyUse = work.keyQuotas.listChanged()
  const outcomes = work.outcomes.map(withEntries)
  return { outcomes, rows, scheduled, heads, replacements, answers, use, keyUse }
}

/** Called at the end, when each row's state is known. */
function withEntries(outcome: AppendOutcome): AppendOutcome {
  return outcome.kind === 'appended'
    ? { ...outcome, entries: outcome.entries.map((row) => toEntry(row, row.state)) }
    : outcome
}

function answerAgain(earlier: StoredAnswer, request: AppendRequest): AppendOutcome {
  if (earlier.bodyHash !== request.idempotency?.bodyHash) return { kind: 'keyReused' }
  return { kind: 'replayed', results: earlier.results }
}

function appendRequest(work: Work, request: AppendRequest): AppendOutcome {
  if ('isDue' in request) return appendDue(work, request)
  const results: AppendResult[] = []
  const rows: NewLogRow[] = []
  if (work.keyQuotas.isFull(request, request.notifications.length)) return { kind: 'overKeyQuota' }
  const full = 'grants' in request ? findFull(work, request) : undefined
  if (full !== undefined) return { kind: 'overQuota', party: full }
  const refusals = request.isWhole === true ? findRefusals(work, request) : []
  if (refusals.length > 0) return { kind: 'refused', refusals }
  for (const notification of request.notifications) {
    const { clientAppToken } = notification
    const token = work.tokens.get(clientAppToken)
    const refusal = refuse(token, request)
    if (token === undefined || refusal !== undefined) {
      results.push({ outcome: refusal ?? 'unknownToken', clientAppToken })
      continue
    }
    const sent = { by: senderOf(request, token), amount: amountOf(notification) }
    const party = 'webPush' in request ? work.budgets.findFull(sent) : undefined
    if (party !== undefined) {
      results.push({ outcome: 'overQuota', clientAppToken, party })
      continue
    }
    work.budgets.add(sent)
    const { deliverAt } = notification
    if (deliverAt !== undefined) {
      results.push(schedule(work, { request, notification, token, deliverAt }))
      continue
    }
    const row = appendNotification(work, { request, notification, token })
    rows.push(row)
    results.push(acceptedAs(row))
  }
  if (request.keyQuota !== undefined)
    work.keyQuotas.add(request, results.filter((result) => 'notificationId' in result).length)
  const key = keyOf(request)
  if (key !== undefined && request.idempotency) {
    work.answers.set(key, { bodyHash: request.idempotency.bodyHash, results })
  }
  return { kind: 'appended', results, entries: rows.sort((a, b) => a.tokenId - b.tokenId || a.seq - b.seq) }
}

type Refusals = Extract<AppendOutcome, { kind: 'refused' }>['refusals']

function findRefusals(work: Work, request: AppendRequest): Refusals {
  return request.notifications.flatMap(({ clientAppToken }, index) => {
    const refusal = refuse(work.tokens.get(clientAppToken), request)
    if (refusal === undefined) return []
    return [{ index, outcome: refusal === 'unknownToken' ? refusal : ('notGranted' as const) }]
  })
}

/**
 * Moves due notifications into the log. Nothing refuses one: its sender was answered long ago, and its use is counted.
 * Its token exists, because a scheduled notification keeps it.
 */
function appendDue(work: Work, request: AppendRequest): AppendOutcome {
  const results: AppendResult[] = []
  const rows: NewLogRow[] = []
  for (const notification of request.notifications) {
    const { id, clientAppToken } = notification
    const token = work.taken.has(id) ? work.tokens.get(clientAppToken) : undefined
    if (token === undefined) {
      results.push({ outcome: 'gone', clientAppToken })
      continue
    }
    const row = appendNotification(work, { request, notification, token })
    rows.push(row)
    results.push(acceptedAs(row))
  }
  return { kind: 'appended', results, entries: rows }
}

function acceptedAs({ clientAppToken, id, seq, recipients }: NewLogRow): AppendResult {
  return { outcome: 'accepted', clientAppToken, notificationId: id, seq, recipients }
}

type Scheduling = {
  request: AppendRequest
  notification: NewNotification
  token: LockedToken
  deliverAt: number
}

function schedule(work: Work, { request, notification, token, deliverAt }: Scheduling): AppendResult {
  const { id, payload, urgency, traceparent, ttlSeconds } = notification
  const { acceptedAt, serverApplicationId, apiKeyId } = request
  const { tokenId, clientAppToken } = token
  work.scheduled.push({
    ...{ id, tokenId, payload, urgency, traceparent, ttlSeconds, acceptedAt, deliverAt },
    ...{ serverApplicationId, apiKeyId },
    ...labelsOf(notification),
  })
  return { outcome: 'scheduled', clientAppToken, notificationId: id, deliverAt }
}

/** Returns the party that the whole request of an API key would take over its quota. */
function findFull(work: Work, request: AppendRequest): StorageParty | undefined {
  if (!work.budgets.areKnown) return undefined
  const amount = { notifications: 0, bytes: 0 }
  let by: StoredBy | undefined
  for (const notification of request.notifications) {
    const token = work.tokens.get(notification.clientAppToken)
    if (token === undefined || refuse(token, request) !== undefined) continue
    by = senderOf(request, token)
    amount.notifications += 1
    amount.bytes += amountOf(notification).bytes
  }
  return by && work.budgets.findFull({ by, amount })
}

function senderOf({ serverApplicationId, address }: AppendRequest, token: LockedToken): StoredBy {
  const { tokenId, holderId = null, holderNetwork = null } = token
  return { serverApplicationId, senderNetwork: address ?? null, tokenId, holderId, holderNetwork }
}

function amountOf({ payload, headers }: NewNotification): StoredAmount {
  const headerBytes = headers === undefined ? 0 : Buffer.byteLength(headers)
  return { notifications: 1, bytes: Buffer.byteLength(payload) + headerBytes }
}

type Refusal = Exclude<AppendResult['outcome'], 'accepted' | 'scheduled' | 'gone' | 'overQuota'>

function refuse(token: LockedToken | undefined, authority: Authority): Refusal | undefined {
  if (token === undefined || isDeserted(token)) return 'unknownToken'
  if ('sendsAgain' in authority || 'isDue' in authority) return undefined
  if ('webPush' in authority) return refuseWebPush(token, authority.webPush)
  if (token.vapidKey !== null) return 'notGranted'
  const isAddressable =
    isGranted(authority.grants, token.applicationName) && mayUseToken(authority, token.clientAppToken)
  return isAddressable ? undefined : 'notGranted'
}

/** Returns whether the one instance of a unique token is gone. Such a token will never have a member again. */
function isDeserted({ clientAppToken, memberCount }: LockedToken): boolean {
  return memberCount === 0 && isUniqueToken(clientAppToken)
}

/**
 * A bound token accepts only the sender with its VAPID key (RFC 8292, 4.2). Any other token accepts senders with any
 * VAPID key, and senders without one if the token or the server allows that.
 */
function refuseWebPush(token: LockedToken, { vapidKey, openToAll }: WebPushAuthority): Refusal | undefined {
  if (vapidKey !== undefined) {
    return token.vapidKey === null || token.vapidKey === vapidKey ? undefined : 'notGranted'
  }
  return token.vapidKey === null && (openToAll || token.webPush) ? undefined : 'unauthenticated'
}

function appendNotification(
  work: Work,
  input: { request: AppendRequest; notification: NewNotification; token: LockedToken },
): NewLogRow {
  const { request, notification, token } = input
  const seq = (work.heads.get(token.tokenId) ?? token.headSeq) + 1
  work.heads.set(token.tokenId, seq)
  const row = newLogRow({ notification, request, token, seq, applicationKey: keyOfApplication(work, token) })
  work.rows.push(row)
  if (notification.topic !== undefined) replaceOlder(work, { row, topic: notification.topic })
  return row
}

/** Computes one hash for each application of the call, not for each notification. */
function keyOfApplication({ applicationKeys }: Work, { applicationName }: LockedToken): number {
  const known = applicationKeys.get(applicationName)
  if (known !== undefined) return known
  const key = applicationKey(applicationName)
  applicationKeys.set(applicationName, key)
  return key
}

/**
 * The first notification of a topic in this call replaces the stored one. Each later one replaces the one before it.
 */
function replaceOlder(work: Work, { row, topic }: { row: NewLogRow; topic: string }): void {
  const key = `${row.tokenId} ${topic}`
  const before = work.topics.get(key)
  work.topics.set(key, row)
  if (before === undefined) {
    work.replacements.push({ tokenId: row.tokenId, topic, seq: row.seq, at: row.acceptedAt })
  } else if (endsAt(before) > row.acceptedAt) {
    before.state = 'replaced'
    before.replacedAt = row.acceptedAt
  }
}
