import type { Place } from './list-page.ts'

type IdPlace = Place<[id: number]>

/** Rows whose ids are in the order of time, newest first: those beyond the place. */
export function beyondId({ back, parts }: IdPlace): { id?: { gt: number } | { lt: number } } {
  if (parts === undefined) return {}
  return { id: back ? { gt: parts[0] } : { lt: parts[0] } }
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
