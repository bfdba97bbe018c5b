'use client'

import { parseAsString, useQueryStates } from 'nuqs'

/** The time range of the URL, as the query of `readStatistics` has it: a named range, or `from` and `to` (ISO). */
export type ShownRange = { range: string } | { from: string; to: string }

const DEFAULT_RANGE = '1h'

const PARSERS = { range: parseAsString, from: parseAsString, to: parseAsString }

/** Returns the time range of the URL, and a function that changes it. The server checks the values. */
export function useTimeRange(): [ShownRange, (range: ShownRange) => void] {
  const [{ range, from, to }, setUrl] = useQueryStates(PARSERS, { history: 'push', scroll: false })
  const shown: ShownRange =
    from === null && to === null ? { range: range ?? DEFAULT_RANGE } : { from: from ?? '', to: to ?? '' }
  const show = (next: ShownRange) => {
    const cleared = { range: null, from: null, to: null }
    setUrl({ ...cleared, ...next }).catch(() => undefined)
  }
  return [shown, show]
}
