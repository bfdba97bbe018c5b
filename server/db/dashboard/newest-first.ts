import { LIMITS } from '#protocol'
import type { Place } from './list-page.ts'

type IdPlace = Place<[id: number]>

/** Rows whose ids are in the order of time, newest first: those beyond the place. */
export function beyondId({ back, parts }: IdPlace): { id?: { gt: number } | { lt: number } } {
  if (parts === undefined) return {}
  return { id: back ? { gt: parts[0] } : { lt: parts[0] } }
}

/**
 * The same for one step of a search, which passes rows over: no further than `LIMITS.listStepRows` from the place, so
 * that no statement looks at more. `select` finds the one row that is so far away.
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

/** Away from the place. */
export function orderOfIds({ back }: IdPlace): { id: 'asc' | 'desc' } {
  return { id: back ? 'asc' : 'desc' }
}

/** Between two times, both included. */
export function since({ from, to }: { from?: number | undefined; to?: number | undefined }): {
  at?: { gte?: number; lte?: number }
} {
  if (from === undefined && to === undefined) return {}
  return { at: { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lte: to }) } }
}
