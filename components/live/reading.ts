import type { UseQueryResult } from '@tanstack/react-query'
import { isRefusal } from './dashboard-error.ts'

const RETRY_MILLISECONDS = 2000

/** Whether the last read failed, also while it is retried. */
export function isFailing(
  query: Pick<UseQueryResult, 'failureCount' | 'errorUpdatedAt' | 'dataUpdatedAt'>,
): boolean {
  return query.failureCount > 0 || query.errorUpdatedAt > query.dataUpdatedAt
}

type QueryState = { state: { status: string; error: unknown } }

/** Returns the polling interval: `interval`, or a short one after a failure that may pass. */
export function untilRead(interval: number | false): (query: QueryState) => number | false {
  return ({ state }) => (state.status === 'error' && !isRefusal(state.error) ? RETRY_MILLISECONDS : interval)
}
