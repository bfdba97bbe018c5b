import { z } from 'zod'
import { topicSchema } from '../label-schemas.ts'
import { LIMITS } from '../limits.ts'
import { deliverAtSchema, notificationIdSchema, urgencySchema } from '../notification.ts'
import { shownNameSchema } from '../text.ts'
import { untilTextSchema } from '../until.ts'
import { audienceContentSchema } from './audiences.ts'
import { notificationStateSchema } from './lists/notifications.ts'
import { countSchema, filterTextSchema, fingerprintSchema, instantSchema, kindSchema } from './lists/page.ts'

const tokenIdSchema = z.int().positive()

/** Part of the name of an application, the beginning of a fingerprint, or of a word of a label or a device name. */
export const audienceQuerySchema = z.strictObject({ text: filterTextSchema.optional() })

/** A token that an operator can choose. `because` is the label or device name by which the text found it. */
export const audienceTokenSchema = z.strictObject({
  tokenId: tokenIdSchema,
  fingerprint: fingerprintSchema,
  applicationName: z.string(),
  kind: kindSchema,
  members: countSchema,
  because: z.string().optional(),
})
export const audienceChoicesSchema = z.strictObject({
  applications: z.array(z.string()).max(LIMITS.composeChoices),
  tokens: z.array(audienceTokenSchema).max(LIMITS.composeChoices),
})

/** Chosen recipients, or those of a saved audience. */
export const audienceSchema = z.union([audienceContentSchema, z.strictObject({ audienceId: z.uuid() })])

/**
 * The frozen audience: exactly these tokens, and their members at this moment. `excluded` tokens take notifications only
 * from the holder of a VAPID key.
 */
export const frozenAudienceSchema = z.strictObject({
  selectionId: z.uuid(),
  tokens: countSchema,
  recipients: countSchema,
  excluded: countSchema,
  sample: z.array(z.string()).max(LIMITS.selectionSample),
  expiresAt: instantSchema,
})

/** `payload` is JSON text, so that its numbers keep every digit. */
const messageElements = {
  payload: z.string().min(1).max(LIMITS.requestBodyBytes),
  ttl: z.int().min(0).max(LIMITS.ttlSecondsMax),
  urgency: urgencySchema,
  topic: topicSchema.optional(),
}

/** `requestId`: a repetition within a day returns the first answer and sends nothing. */
export const composeReqSchema = z.strictObject({
  ...messageElements,
  selectionId: z.uuid(),
  requestId: z.uuid(),
  deliverAt: deliverAtSchema.optional(),
})

/** Sends the message at once, and only to the operator's own device. */
export const composeTestReqSchema = z.strictObject({ ...messageElements, requestId: z.uuid() })

/** `recipients` is missing while the notification waits for `deliverAt`. */
export const composedSchema = z.strictObject({
  sent: z.array(
    z.strictObject({
      id: notificationIdSchema,
      recipients: countSchema.optional(),
      deliverAt: instantSchema.optional(),
    }),
  ),
  /** Tokens that took nothing, because they were removed or bound to a VAPID key meanwhile. */
  refused: countSchema,
})

export const sentOutcomesReqSchema = z.strictObject({
  ids: z.array(notificationIdSchema).min(1).max(LIMITS.composeOutcomes),
})
/** In the order of the request; without notifications that are removed. */
export const sentOutcomesSchema = z.strictObject({
  rows: z.array(
    z.strictObject({
      id: notificationIdSchema,
      applicationName: z.string(),
      tokenId: z.int(),
      fingerprint: fingerprintSchema,
      state: z.union([notificationStateSchema, z.literal('scheduled')]),
      deliverAt: instantSchema.optional(),
      recipients: countSchema,
      acked: countSchema,
      pending: countSchema,
    }),
  ),
})

/** The operator's own device: a token, whose only or best known member is theirs. */
export const ownDeviceSchema = z.strictObject({ token: audienceTokenSchema.optional() })
export const ownDeviceReqSchema = z.strictObject({ tokenId: tokenIdSchema })

/** `until` is for the page of the outcome. */
export const templateMessageSchema = z.strictObject({ ...messageElements, until: untilTextSchema.optional() })
/** A template of the same name is replaced. */
export const templateReqSchema = z.strictObject({
  name: shownNameSchema(LIMITS.composeTemplateNameBytes),
  message: templateMessageSchema,
})
export const templatePathSchema = z.strictObject({ id: z.uuid() })
export const templateRowSchema = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  message: templateMessageSchema,
  savedBy: z.string(),
  savedAt: instantSchema,
})
export const templatesSchema = z.strictObject({ templates: z.array(templateRowSchema) })

export type Audience = z.infer<typeof audienceSchema>
export type AudienceToken = z.infer<typeof audienceTokenSchema>
export type AudienceChoices = z.infer<typeof audienceChoicesSchema>
export type FrozenAudience = z.infer<typeof frozenAudienceSchema>
export type ComposeReq = z.infer<typeof composeReqSchema>
export type Composed = z.infer<typeof composedSchema>
export type SentOutcomes = z.infer<typeof sentOutcomesSchema>
export type SentOutcome = SentOutcomes['rows'][number]
export type OwnDevice = z.infer<typeof ownDeviceSchema>
export type TemplateMessage = z.infer<typeof templateMessageSchema>
export type TemplateRow = z.infer<typeof templateRowSchema>
export type Templates = z.infer<typeof templatesSchema>
