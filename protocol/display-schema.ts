import { z } from 'zod'
import { DISPLAY_MARK, isWebAddress } from './display.ts'
import { LIMITS } from './limits.ts'

const webAddressSchema = z.string().refine(isWebAddress, { error: 'must be an absolute http or https URL' })

const actionSchema = z.looseObject({
  action: z.string(),
  title: z.string(),
  navigate: webAddressSchema.optional(),
})

const notificationSchema = z.looseObject({
  title: z.string().min(1, { error: 'must not be empty' }),
  body: z.string().optional(),
  navigate: webAddressSchema.optional(),
  tag: z.string().optional(),
  lang: z.string().optional(),
  dir: z.enum(['auto', 'ltr', 'rtl'], { error: 'must be auto, ltr or rtl' }).optional(),
  silent: z.boolean().optional(),
  icon: webAddressSchema.optional(),
  timestamp: z.number().optional(),
  requireInteraction: z.boolean().optional(),
  actions: z
    .array(actionSchema)
    .max(LIMITS.displayActions, { error: `must have at most ${LIMITS.displayActions} actions` })
    .optional(),
})

/**
 * A payload for a person (Declarative Web Push). Unknown members pass, because the standard grows. A missing
 * `navigate` is valid: the receiver then opens its own page.
 */
export const displayPayloadSchema = z.looseObject({
  web_push: z.literal(DISPLAY_MARK),
  notification: notificationSchema,
  app_badge: z.int().nonnegative().optional(),
})
