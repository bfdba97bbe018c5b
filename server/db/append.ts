import type { AppendOutcome, AppendRequest } from '#server/core/store.ts'
import { CoreFailure } from '#server/core/unexpected.ts'
import { claimKeys, insertLogRows, markReplaced, storeAnswers } from './append-statements.ts'
import type { Database, RawTransaction } from './database.ts'
import { isUniqueViolation } from './database-errors.ts'
import { keyOf, planAppend, type StoredAnswer } from './plan-append.ts'
import { lockTokens, updateHeads } from './token-statements.ts'

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

/** No row may stand at a new sequence number, or the head of a log is behind the log and would give numbers twice. */
async function appendInTransaction(
  database: Database,
  requests: readonly AppendRequest[],
): Promise<AppendOutcome[]> {
  try {
    return await database.writeRaw((tx) => appendTo(tx, { database, requests }))
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new CoreFailure('brokenInvariant', 'the head of a log is behind its newest notification', error)
  }
}

async function appendTo(
  tx: RawTransaction,
  { database, requests }: { database: Database; requests: readonly AppendRequest[] },
): Promise<AppendOutcome[]> {
  await database.failpoint('append.begun')
  const stored = await claimKeys(tx, requests)
  const tokens = await lockTokens(tx, namedTokens({ requests, stored }))
  const plan = planAppend({ requests, tokens, stored })
  updateHeads(tx, plan.heads)
  markReplaced(tx, plan.replacements)
  insertLogRows(tx, plan.rows)
  storeAnswers(tx, plan.answers)
  await database.failpoint('append.inserted')
  return plan.outcomes
}

/** The tokens of the requests that are not answered already. */
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
