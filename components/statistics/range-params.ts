import { TIME_RANGES } from '#protocol/dashboard/time-range.ts'

/** The parameters of the URL that a time range uses, for pages that check their URL. */
export const RANGE_PARAMS = [
  { name: 'range', kind: 'choice', values: TIME_RANGES },
  { name: 'from', kind: 'moment' },
  { name: 'to', kind: 'moment' },
  { name: 'compare', kind: 'choice', values: ['before'] },
] as const
