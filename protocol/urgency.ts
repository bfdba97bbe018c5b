import { z } from 'zod'

/** How soon a notification matters, the least first (RFC 8030, 5.3). */
export const URGENCIES = ['very-low', 'low', 'normal', 'high'] as const
export const urgencySchema = z.enum(URGENCIES)
export type Urgency = z.infer<typeof urgencySchema>

/** Those that are at least as urgent. */
export function urgenciesFrom(minimum: Urgency): readonly Urgency[] {
  return URGENCIES.slice(URGENCIES.indexOf(minimum))
}
