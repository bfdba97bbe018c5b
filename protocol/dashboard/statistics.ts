import { z } from 'zod'
import { LIMITS } from '../limits.ts'
import { countSchema, filterTextSchema, instantSchema } from './lists/page.ts'
import { TIME_RANGES } from './time-range.ts'

/** A party with statistics of its own. */
export const STATISTICS_UNITS = ['application', 'sender', 'hook', 'token'] as const
export type StatisticsUnit = (typeof STATISTICS_UNITS)[number]

/** Either `range`, or `from` and `to`. `unit` and `key` name a party; without them, the statistics are of all. */
export const statisticsQuerySchema = z.strictObject({
  range: z.enum(TIME_RANGES).optional(),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
  unit: z.enum(STATISTICS_UNITS).optional(),
  key: filterTextSchema.optional(),
})

/** Percentiles of the time to ack; missing without acks. */
const percentiles = {
  p50Ms: z.number().nonnegative().optional(),
  p95Ms: z.number().nonnegative().optional(),
  p99Ms: z.number().nonnegative().optional(),
}
const counts = {
  accepted: countSchema,
  /** The recipients of the accepted notifications. */
  recipients: countSchema,
  /** Acks of this time, also of notifications that were accepted before. */
  acked: countSchema,
  /** Recipients whose notification expired in this time without their ack. */
  expired: countSchema,
  /** Refused submissions, at all doors. Missing for an application and a token, also below. */
  refused: countSchema.optional(),
  /** Answered submissions, also refused ones. */
  requests: countSchema.optional(),
  /** Payloads of the accepted notifications. */
  bytes: countSchema,
  /** The largest number of recipients without an ack that was measured in this time. */
  backlog: countSchema,
  /** AOI Clients in session, on average; missing for one party, and in the first minute of a point. */
  online: z.number().nonnegative().optional(),
  ...percentiles,
}

/** `isKnown` is false if no server has written anything for the whole time: it was down, or the rows are gone. */
export const statisticsPointSchema = z.strictObject({
  startedAt: instantSchema,
  isKnown: z.boolean(),
  ...counts,
})

/**
 * `points` have `pointSeconds` each, the oldest first. They cover the requested time as closely as the kept rows allow:
 * `from <= time < to`. A range that ends now has a last point that is not over. Days begin at midnight UTC.
 */
export const statisticsSchema = z.strictObject({
  readAt: instantSchema,
  from: instantSchema,
  to: instantSchema,
  pointSeconds: z.int().positive(),
  points: z.array(statisticsPointSchema).max(LIMITS.statisticsPoints),
  /** The same number of points just before, in the same order. */
  before: z.array(statisticsPointSchema).max(LIMITS.statisticsPoints),
  /** The whole range. */
  sum: z.strictObject(counts),
  /** The whole period before, up to the time of day that the range has reached; missing if nothing is known of it. */
  sumBefore: z.strictObject(counts).optional(),
  /** The applications with the most accepted notifications, the largest first. */
  applications: z.array(z.string()).max(LIMITS.statisticsApplicationsNamed),
})

/** The counts by which parties are ranked. */
export const TOP_COUNTS = [
  'requests',
  'accepted',
  'bytes',
  'recipients',
  'acked',
  'expired',
  'refused',
] as const
export type TopCount = (typeof TOP_COUNTS)[number]

/** The time as above; `unit` says which parties, and `by` their order. */
export const topQuerySchema = z.strictObject({
  range: z.enum(TIME_RANGES).optional(),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
  unit: z.enum(STATISTICS_UNITS),
  by: z.enum(TOP_COUNTS),
})

export const topRowSchema = z.strictObject({
  /** ApplicationName, id of a Server Application, id of a hook, or row id of a token. */
  key: z.string(),
  /** Of a token it is the fingerprint. Missing if the party is gone. */
  name: z.string().optional(),
  applicationName: z.string().optional(),
  ...{ requests: countSchema, accepted: countSchema, bytes: countSchema, recipients: countSchema },
  ...{ acked: countSchema, expired: countSchema, refused: countSchema },
  /** The count `by` over time, in equal parts of the range. */
  curve: z.array(countSchema).max(LIMITS.statisticsPoints),
})

/** The parties with the largest counts, the largest first. */
export const topSchema = z.strictObject({
  readAt: instantSchema,
  from: instantSchema,
  to: instantSchema,
  rows: z.array(topRowSchema).max(LIMITS.statisticsTopRows),
})

export type TopQuery = z.output<typeof topQuerySchema>
export type TopRow = z.infer<typeof topRowSchema>
export type Top = z.infer<typeof topSchema>
export type StatisticsQuery = z.output<typeof statisticsQuerySchema>
export type StatisticsPoint = z.infer<typeof statisticsPointSchema>
export type StatisticsSum = z.infer<typeof statisticsSchema>['sum']
export type Statistics = z.infer<typeof statisticsSchema>
