import type { JournalRecord } from './journal-record.ts'
import type { JournalState } from './journal-state.ts'
import { applyRecord } from './journal-state.ts'

/**
 * Applies a record that follows a damaged one. A cursor then moves by one step at most: the damaged record may have
 * been the notification before, which the AOI Server sends again.
 */
export function applyAfterDamage(state: JournalState, record: JournalRecord): void {
  const token = 'clientAppToken' in record ? state.tokens.get(record.clientAppToken) : undefined
  const cursor = token?.cursor
  applyRecord(state, record)
  if (token !== undefined && cursor !== undefined && token.cursor !== cursor + 1) token.cursor = cursor
}

/**
 * Returns, in words, the lost part without which the AOI Client cannot go on; `undefined` if the whole lines still have
 * everything. `records` are those of the whole lines, in order.
 */
export function findLoss(state: JournalState, records: readonly JournalRecord[]): string | undefined {
  if (state.credential === undefined) return 'the credential of this AOI Client'
  if ([...state.tokens.values()].some(({ instances }) => instances.size === 0)) return 'a registration'
  const ended = new Set<string>()
  const named = new Set<string>()
  for (const record of records) {
    if (!('clientAppToken' in record)) continue
    named.add(record.clientAppToken)
    if (record.kind === 'left' || record.kind === 'revoked') ended.add(record.clientAppToken)
  }
  const isLost = [...named].some((token) => !state.tokens.has(token) && !ended.has(token))
  return isLost ? 'a registration' : undefined
}
