import { LIMITS } from '#protocol'
import type { SearchContext, SearchFound } from './search-source.ts'
import type { SearchStep, StepRequest } from './search-store.ts'

type Walk<Row, Place> = {
  clock: SearchContext['clock']
  /** Hits after which the walk ends. */
  rows: number
  step: (asked: StepRequest<Place>) => Promise<SearchStep<Row, Place>>
}

/**
 * Walks from the newest row to the oldest in steps of `LIMITS.searchScanRows`, until there are enough hits or
 * `LIMITS.searchWalkMilliseconds` are over. `cut`: the walk did not reach the oldest row.
 */
export async function walkNewest<Row, Place>({
  clock,
  rows,
  step,
}: Walk<Row, Place>): Promise<{ found: Row[] } & Pick<SearchFound, 'cut'>> {
  const startedAt = clock.monotonic()
  const found: Row[] = []
  let before: Place | undefined
  do {
    const looked = await step({ before, looksAt: LIMITS.searchScanRows, rows: rows - found.length })
    found.push(...looked.found)
    before = looked.next
    if (before === undefined || found.length >= rows) return { found }
  } while (clock.monotonic() - startedAt < LIMITS.searchWalkMilliseconds)
  return { found, cut: 'rows' }
}
