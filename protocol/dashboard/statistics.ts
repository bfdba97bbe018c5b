import { z } from 'zod'
import { LIMITS } from '../limits.ts'
import { countSchema, filterTextSchema, instantSchema } from './lists/page.ts'

/** Ranges of the statistics. The last hour is in the overview, minute by minute. */
export const STATISTICS_RANGES = ['day', 'week', 'quarter'] as const
export type StatisticsRange = (typeof STATISTICS_RANGES)[number]

export const statisticsQuerySchema = z.strictObject({
  range: z.enum(STATISTICS_RANGES),
  /** Only the notifications of this application; without it, all of them. */
  applicationName: filterTextSchema.optional(),
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
  /** Refused submissions, at all doors; missing for one application. */
  refused: countSchema.optional(),
  /** The largest number of recipients without an ack that was measured in this time. */
  backlog: countSchema,
}

export const statisticsPointSchema = z.strictObject({
  startedAt: instantSchema,
  ...counts,
  /** AOI Clients in session, on average; missing for one application, and in the first minute of a point. */
  online: z.number().nonnegative().optional(),
  ...percentiles,
})

/** `points` have `pointSeconds` each, the oldest first; the last one is not over yet. Days begin at midnight UTC. */
export const statisticsSchema = z.strictObject({
  readAt: instantSchema,
  range: z.enum(STATISTICS_RANGES),
  pointSeconds: z.int().positive(),
  points: z.array(statisticsPointSchema),
  /** The applications with the most accepted notifications, the largest first. */
  applications: z.array(z.string()).max(LIMITS.statisticsApplicationsNamed),
  /** The whole range. */
  sum: z.strictObject({ ...counts, ...percentiles }),
})

export type StatisticsQuery = z.output<typeof statisticsQuerySchema>
export type StatisticsPoint = z.infer<typeof statisticsPointSchema>
export type Statistics = z.infer<typeof statisticsSchema>
