import { z } from 'zod'
import { URGENCIES } from './urgencies.ts'

export { URGENCIES }
export const urgencySchema = z.enum(URGENCIES)
export type Urgency = z.infer<typeof urgencySchema>

/** Returns the urgencies from `minimum` up. */
export function urgenciesFrom(minimum: Urgency): readonly Urgency[] {
  return URGENCIES.slice(URGENCIES.indexOf(minimum))
}
