import { z } from 'zod'
import type { Label, Labels } from './labels.ts'
import { LIMITS } from './limits.ts'

export const topicSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,32}$/, { error: `must be 1 to ${LIMITS.topicBytes} characters of base64url` })

/** The schema of each label. It stands apart from the names, because the pages load those without the validator. */
const labelSchemas = { topic: topicSchema } satisfies {
  [Name in Label]: z.ZodType<NonNullable<Labels[Name]>>
}

/** Elements of a message with any of the labels. */
export const labelElements = z.object(labelSchemas).partial().shape
