import { LIMITS } from '#protocol'
import type { Context } from '../context.ts'

/**
 * Writes the terms under which the search finds AOI Clients and tokens that have none yet, in paced steps:
 * `LIMITS.searchTermSteps` at most.
 */
export async function writeSearchTerms({ search, pacer }: Pick<Context, 'search' | 'pacer'>): Promise<void> {
  for (let step = 0; step < LIMITS.searchTermSteps; step += 1) {
    const written = await pacer.upkeep(() => search.writeTerms(LIMITS.housekeepingRowsPerStep))
    if (written === 0) return
  }
}
