import { z } from 'zod'
import { LIMITS } from '../limits.ts'
import { shownNameSchema } from '../text.ts'
import { aoiClientFilterSchema } from './lists/aoi-clients.ts'
import { countSchema, filterTextSchema, instantSchema } from './lists/page.ts'
import { tokenFilterSchema } from './lists/tokens.ts'

/** The tokens that the filters of the list match at the time of sending. */
export const tokenRuleSchema = z.strictObject({ tokens: tokenFilterSchema })
/** The tokens at which the AOI Clients are members. Other members of these tokens get the notification too. */
export const clientRuleSchema = z.strictObject({ clients: aoiClientFilterSchema })

const applicationSchema = z.strictObject({ applicationName: filterTextSchema })
const rules = [applicationSchema, tokenRuleSchema, clientRuleSchema] as const

/** The recipients that an operator chose: tokens one by one, or by a rule. */
export const audienceContentSchema = z.union([
  z.strictObject({ tokenIds: z.array(z.int().positive()).min(1).max(LIMITS.composeTokens) }),
  ...rules,
])

/** `tokenCount` stands for the tokens that were chosen one by one. */
export const audienceSummarySchema = z.union([z.strictObject({ tokenCount: countSchema }), ...rules])

const nameSchema = shownNameSchema(LIMITS.audienceNameBytes)

/** An own audience of the same name is replaced. */
export const savedAudienceReqSchema = z.strictObject({
  name: nameSchema,
  shared: z.boolean(),
  content: audienceContentSchema,
})
export const savedAudiencePathSchema = z.strictObject({ id: z.uuid() })
export const changeAudienceReqSchema = z.strictObject({ name: nameSchema, shared: z.boolean() })

export const savedAudienceRowSchema = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  shared: z.boolean(),
  /** Whether the operator may rename, share and remove it. */
  mayChange: z.boolean(),
  /** E-mail address of the operator who saved it; missing after their account was removed. */
  owner: z.string().optional(),
  content: audienceSummarySchema,
  savedAt: instantSchema,
})
/** Own audiences and shared ones, by name. */
export const savedAudiencesSchema = z.strictObject({ audiences: z.array(savedAudienceRowSchema) })

export type AudienceContent = z.infer<typeof audienceContentSchema>
export type AudienceRule = z.infer<typeof tokenRuleSchema> | z.infer<typeof clientRuleSchema>
export type AudienceSummary = z.infer<typeof audienceSummarySchema>
export type SavedAudienceReq = z.infer<typeof savedAudienceReqSchema>
export type SavedAudienceRow = z.infer<typeof savedAudienceRowSchema>
export type SavedAudiences = z.infer<typeof savedAudiencesSchema>
