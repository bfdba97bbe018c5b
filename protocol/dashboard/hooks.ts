import { z } from 'zod'
import { type createdHookSchema, hookElements, hookIdSchema } from '../admin.ts'
import type { Display } from '../display.ts'
import { LIMITS } from '../limits.ts'
import { storedTextSchema } from '../text.ts'
import { type Urgency, urgencySchema } from '../urgency.ts'
import { hookListRowSchema } from './lists/hooks.ts'
import { countSchema, instantSchema, rowIdSchema } from './lists/page.ts'

const { clientAppToken: _token, ttl: ttlSeconds, ...elements } = hookElements

export const hookPathSchema = z.strictObject({ id: hookIdSchema })
export const hookRequestPathSchema = z.strictObject({ id: hookIdSchema, requestId: rowIdSchema })

/** A new hook. The page names the token by its row id, because it does not know whole tokens. */
export const hookReqSchema = z.strictObject({ ...elements, ttlSeconds, tokenId: z.int().positive() })
/** The old address stays valid for `overlapSeconds`. */
export const hookRotationSchema = z.strictObject({
  overlapSeconds: z.int().nonnegative().max(LIMITS.hookOverlapSecondsMax),
})
/** Without a template, the hook loses its own. */
export const hookTemplateReqSchema = z.strictObject({ template: elements.template })
export const hookPreviewReqSchema = z.strictObject({
  template: elements.template,
  body: storedTextSchema(0, LIMITS.hookTemplateBytes),
  contentType: storedTextSchema(0, LIMITS.hookNameBytes).optional(),
})

/** A kept request without its body. */
const hookRequestSummarySchema = z.strictObject({
  id: z.int(),
  at: instantSchema,
  outcome: z.enum(['accepted', 'repeated', 'nothing', 'refused']),
  notificationId: z.string().optional(),
  reason: z.string().optional(),
  contentType: z.string().optional(),
})
/** The beginning of the body, with secrets masked. `cut`: the request had more. */
export const hookRequestBodySchema = z.strictObject({ body: z.string(), cut: z.boolean() })

export const hookDetailSchema = hookListRowSchema.extend({
  template: z.string().optional(),
  ttlSeconds: countSchema.optional(),
  urgency: urgencySchema.optional(),
  tag: z.string().optional(),
  signed: z.boolean(),
  perMinute: countSchema,
  createdBy: z.string(),
  /** The address before the latest rotation is valid until then. */
  previousEndsAt: instantSchema.optional(),
  /** The newest first. */
  newest: z.array(hookRequestSummarySchema).max(LIMITS.hookRequestsKept),
})

/** The notification that a request would become; or no notification, and the reason. */
export type HookPreview =
  | { kind: 'message'; display: Display; ttlSeconds: number; urgency: Urgency; topic?: string }
  | { kind: 'nothing' | 'refused'; reason: string }

/** The fate of a test, as of a stock sender's request. */
export const hookTestSchema = z.discriminatedUnion('outcome', [
  z.strictObject({
    ...{ outcome: z.literal('accepted'), notificationId: z.string(), recipients: countSchema },
  }),
  z.strictObject({ outcome: z.enum(['nothing', 'refused']), reason: z.string() }),
])
export type HookTest = z.infer<typeof hookTestSchema>

export type CreatedHookAddress = z.infer<typeof createdHookSchema>
export type HookReq = z.input<typeof hookReqSchema>
export type HookRequestSummary = z.infer<typeof hookRequestSummarySchema>
export type HookRequestBody = z.infer<typeof hookRequestBodySchema>
export type HookDetail = z.infer<typeof hookDetailSchema>
