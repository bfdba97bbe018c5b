import { LIMITS } from '#protocol'
import type { Place } from './list-page.ts'

type IdPlace = Place<[id: number]>

/** Condition: rows beyond the place, in a list with the newest first and ids in the order of time. */
export function beyondId({ back, parts }: IdPlace): { id?: { gt: number } | { lt: number } } {
  if (parts === undefined) return {}
  return { id: back ? { gt: parts[0] } : { lt: parts[0] } }
}

/**
 * Returns the same condition for one step of a search, which may skip rows. The step ends `LIMITS.listStepRows` rows
 * from the place at most, so that no statement looks at more. `select` finds the row at that distance.
 */
export async function withinWalk(
  { place, isSearch }: { place: IdPlace; isSearch: boolean },
  select: (walk: { orderBy: { id: 'asc' | 'desc' }; skip: number }) => Promise<{ id: number } | null>,
): Promise<{ ids: { AND: object[] }; stoppedAt: readonly [number] | undefined }> {
  const last = isSearch ? await select({ orderBy: orderOfIds(place), skip: LIMITS.listStepRows - 1 }) : null
  if (last === null) return { ids: { AND: [beyondId(place)] }, stoppedAt: undefined }
  const upTo = { id: place.back ? { lte: last.id } : { gte: last.id } }
  return { ids: { AND: [beyondId(place), upTo] }, stoppedAt: [last.id] }
}

/** Returns the order that leads away from the place. */
export function orderOfIds({ back }: IdPlace): { id: 'asc' | 'desc' } {
  return { id: back ? 'asc' : 'desc' }
}

/** Condition: between two times, both included. */
export function since({ from, to }: { from?: number | undefined; to?: number | undefined }): {
  at?: { gte?: number; lte?: number }
} {
  if (from === undefined && to === undefined) return {}
  return { at: { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lte: to }) } }
}
