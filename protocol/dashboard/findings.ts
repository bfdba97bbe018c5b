import { z } from 'zod'
import { findingIdSchema } from '../findings.ts'
import { PAGE_LIMITS } from '../page-limits.ts'

export const findingPathSchema = z.strictObject({ id: findingIdSchema })
export const muteReqSchema = z.strictObject({
  seconds: z.int().positive().max(PAGE_LIMITS.findingMuteSecondsMax),
})
