import { z } from '@hono/zod-openapi'
import { LIMITS, type Until, untilSchema } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import type { ApiRequest } from './api-services.ts'
import { readQuery } from './elements.ts'

/** The query of an operation that can wait for acks. */
export const untilQuerySchema = z.strictObject({ until: untilSchema.optional() })

/** Headers of a request that can wait (RFC 7240). */
export const preferHeaders = {
  prefer: z
    .string()
    .optional()
    .meta({ description: `wait=N: seconds to wait, 1 to ${LIMITS.ackWaitSeconds}`, example: 'wait=30' }),
}

/** Describes the header of an answer whose sender waited. */
export const appliedHeaders = {
  'Preference-Applied': {
    description: 'The wait that the server applied; missing if it did not wait',
    schema: { type: 'string' as const },
  },
}

/** Seconds of `Prefer: wait=N`; `undefined` without this preference. */
export function readPreferredWait(c: ApiRequest): number | undefined {
  const [, seconds] = /(?:^|[,;\s])wait=(\d{1,9})(?:$|[,;\s])/i.exec(c.req.header('prefer') ?? '') ?? []
  return seconds === undefined ? undefined : Number(seconds)
}

/** Describes the preference for an answer with a body, where the default has none. */
export const representationHeaders = {
  prefer: z.string().optional().meta({
    description: '`return=representation`: the answer has the outcome after the act',
    example: 'return=representation',
  }),
}

/** Returns whether the request asks for a body with `Prefer: return=representation`. */
export function wantsRepresentation(c: ApiRequest): boolean {
  return /(?:^|[,;\s])return=representation(?:$|[,;\s])/i.test(c.req.header('prefer') ?? '')
}

export type WantedWait = { until: Until; seconds: number }

/**
 * Reads which acks the request waits for, and for how long; `undefined` if it does not wait. A longer wait than the
 * limit is shortened. Throws `invalid`.
 */
export function readWantedWait(c: ApiRequest): WantedWait | undefined {
  // Most requests have no query, and their path is hot.
  if (!c.req.url.includes('?')) return undefined
  const { until } = readQuery(c, untilQuerySchema)
  if (until === undefined) return undefined
  const seconds = readPreferredWait(c) ?? 0
  if (seconds < 1)
    throw new AoiError(
      'invalid',
      `until: needs the header Prefer: wait=N, with 1 to ${LIMITS.ackWaitSeconds} seconds`,
    )
  return { until, seconds: Math.min(seconds, LIMITS.ackWaitSeconds) }
}

export function appliedWait({ seconds }: WantedWait): Record<string, string> {
  return { 'preference-applied': `wait=${seconds}` }
}
