import { z } from 'zod'

/** Urgencies of a notification, from the lowest to the highest (RFC 8030, 5.3). */
export const URGENCIES = ['very-low', 'low', 'normal', 'high'] as const
export const urgencySchema = z.enum(URGENCIES)
export type Urgency = z.infer<typeof urgencySchema>

/** Returns the urgencies from `minimum` up. */
export function urgenciesFrom(minimum: Urgency): readonly Urgency[] {
  return URGENCIES.slice(URGENCIES.indexOf(minimum))
}
