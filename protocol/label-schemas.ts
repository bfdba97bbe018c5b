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

/**
 * Optional texts of a notification that AOI Clients get as the log has them: in the session, the journal, the daemon and
 * events of Web Push. No label is among them.
 */
export const deliveredElements = {
  /** Extension: the context of the sender's trace (W3C Trace Context). */
  traceparent: z.string().max(256).optional().catch(undefined),
}
export type DeliveredElement = keyof typeof deliveredElements
/** The same for a description of the API. */
export const describedElements = {
  traceparent: z.string().optional(),
} satisfies Record<DeliveredElement, z.ZodType>
export const DELIVERED_ELEMENTS = Object.keys(deliveredElements) as readonly DeliveredElement[]

/** Returns the delivered elements that are set. */
export function deliveredElementsOf(from: { readonly [Name in DeliveredElement]?: string | undefined }): {
  [Name in DeliveredElement]?: string
} {
  const delivered: { [Name in DeliveredElement]?: string } = {}
  for (const name of DELIVERED_ELEMENTS) {
    const value = from[name]
    if (value !== undefined) delivered[name] = value
  }
  return delivered
}
