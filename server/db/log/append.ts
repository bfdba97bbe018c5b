import type { AppendOutcome, AppendRequest } from '#server/core/store.ts'
import { CoreFailure } from '#server/core/unexpected.ts'
import type { Database, RawTransaction } from '../connection/database.ts'
import { isNullViolation, isUniqueViolation } from '../connection/database-errors.ts'
import { notificationEvent } from '../events/notification-events.ts'
import { recordEvents } from '../events/record-events.ts'
import { type LockedToken, lockTokens, updateHeads } from '../registrations/token-statements.ts'
import { type KeyUse, lockKeyUse, storeKeyUse } from '../storage-use/key-quotas.ts'
import { addUse, addUseWithinQuotas, lockUse, removeUnused } from '../storage-use/storage-use.ts'
import { insertScheduledRows, takeDueRows } from './append-scheduled.ts'
import { claimKeys, insertLogRows, markReplaced, releaseKeys, storeAnswers } from './append-statements.ts'
import { type AppendPlan, keyOf, planAppend, type StoredAnswer } from './plan-append.ts'

/** `Store.append`: the group commit. */
export async function append(
  database: Database,
  requests: readonly AppendRequest[],
): Promise<AppendOutcome[]> {
  if (requests.length === 0) return []
  const outcomes = await appendInTransaction(database, requests)
  await database.failpoint('append.committed')
  return outcomes
}

/**
 * Appends in one transaction. If a row exists at a new seq, the head of a log is behind the log and would give seqs
 * twice: that breaks an invariant.
 */
async function appendInTransaction(
  database: Database,
  requests: readonly AppendRequest[],
): Promise<AppendOutcome[]> {
  const write = (looksFirst: boolean) =>
    database.writeRaw((tx) => appendTo(tx, { database, requests, looksFirst }))
  try {
    return await write(false).catch((error: unknown) => {
      if (!isNullViolation(error)) throw error
      // A party would go over its quota, and nothing was stored. The next attempt reads the use of each party first,
      // and refuses only the part that does not fit.
      return write(true)
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new CoreFailure('brokenInvariant', 'the head of a log is behind its newest notification', error)
  }
}

type Appending = { database: Database; requests: readonly AppendRequest[]; looksFirst: boolean }

async function appendTo(tx: RawTransaction, appending: Appending): Promise<AppendOutcome[]> {
  const { database, requests } = appending
  await database.failpoint('append.begun')
  const stored = await claimKeys(tx, requests)
  const withHolders = requests.some((request) => 'webPush' in request)
  const tokens = await lockTokens(tx, namedTokens({ requests, stored }), { withHolders })
  const taken = await takeDueRows(tx, requests)
  const keyUse = await lockKeyUse(tx, requests)
  const plan = await planWithinQuotas(tx, { ...appending, tokens, stored, taken, keyUse })
  updateHeads(tx, plan.heads)
  markReplaced(tx, plan.replacements)
  const { use, looked } = plan
  const counting = looked ? undefined : addUseWithinQuotas(tx, { use, quotas: database.quotas.quotas })
  insertLogRows(tx, { added: plan.rows, counting })
  insertScheduledRows(tx, plan.scheduled)
  storeAnswers(tx, plan.answers)
  storeKeyUse(tx, plan.keyUse)
  if (looked) await addUseAsPlanned(tx, plan)
  const refused = requests.filter((_, index) => isRefused(plan.outcomes[index]))
  if (refused.length > 0) await releaseKeys(tx, refused)
  if (!database.interests.isNone) await recordAccepted(tx, { ...appending, plan, tokens })
  await database.failpoint('append.inserted')
  return plan.outcomes
}

/**
 * Plans as if every party had room, because the write itself checks the quotas. If a party is near its quota, locks the
 * use of the parties until the transaction is over, and plans again with it.
 */
async function planWithinQuotas(
  tx: RawTransaction,
  input: Appending & {
    tokens: readonly LockedToken[]
    stored: ReadonlyMap<string, StoredAnswer>
    taken: ReadonlySet<string>
    keyUse: ReadonlyMap<string, KeyUse>
  },
): Promise<AppendPlan & { looked: boolean }> {
  const { quotas } = input.database
  const plan = planAppend(input)
  if (!input.looksFirst && !quotas.isAnyNear(plan.use)) return { ...plan, looked: false }
  const used = await lockUse(tx, plan.use)
  quotas.learn(used)
  return { ...planAppend({ ...input, used, quotas: quotas.quotas }), looked: true }
}

async function addUseAsPlanned(tx: RawTransaction, { use }: AppendPlan): Promise<void> {
  await addUse(tx, use)
  await removeUnused(tx, use)
}

/** A refused request does not keep its idempotency key. */
function isRefused(outcome: AppendOutcome | undefined): boolean {
  return outcome?.kind === 'overQuota' || outcome?.kind === 'overKeyQuota' || outcome?.kind === 'refused'
}

async function recordAccepted(
  tx: RawTransaction,
  { database, plan, tokens }: Appending & { plan: AppendPlan; tokens: readonly LockedToken[] },
): Promise<void> {
  const wanted = new Map(
    tokens
      .filter(({ applicationName }) => database.interests.has(applicationName))
      .map((token) => [token.tokenId, token]),
  )
  const events = plan.rows.flatMap((row) => {
    const token = wanted.get(row.tokenId)
    if (token === undefined) return []
    return [notificationEvent('notification.accepted', { token, row, at: row.acceptedAt })]
  })
  await recordEvents(tx, events)
}

/** Returns the tokens of the requests without a stored answer. */
function namedTokens(input: {
  requests: readonly AppendRequest[]
  stored: ReadonlyMap<string, StoredAnswer>
}): string[] {
  const fresh = input.requests.filter((request) => {
    const key = keyOf(request)
    return key === undefined || !input.stored.has(key)
  })
  return [...new Set(fresh.flatMap((request) => request.notifications.map((row) => row.clientAppToken)))]
}
