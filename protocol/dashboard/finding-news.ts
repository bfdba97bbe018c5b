import { z } from 'zod'
import { FINDING_KINDS } from '../finding-kinds.ts'
import { NEWS_LANGUAGES } from '../finding-texts.ts'

const timeOfDaySchema = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time of the day from 00:00 to 23:59' })

const timeZoneSchema = z
  .string()
  .max(64)
  .refine(isTimeZone, { error: 'must be a time zone, such as Europe/Berlin' })

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const choiceElements = {
  language: z.enum(NEWS_LANGUAGES),
  /** Empty: every kind. */
  kinds: z.array(z.enum(FINDING_KINDS)).max(FINDING_KINDS.length),
  mail: z.boolean(),
  /** From and to: no news between them, in the time zone. */
  quiet: z.strictObject({ from: timeOfDaySchema, to: timeOfDaySchema }).optional(),
  timeZone: timeZoneSchema,
}

/** How findings reach the operator. */
export const newsChoiceSchema = z.strictObject(choiceElements)

/** `hasLink`: the operator has made a link. `devices`: AOI Clients that joined by it. `hasMail`: the server can send mail. */
export const ownNewsSchema = z.strictObject({
  choice: newsChoiceSchema.optional(),
  hasLink: z.boolean(),
  devices: z.int().nonnegative(),
  hasMail: z.boolean(),
  /** Devices register only with an enrolment code. */
  needsCode: z.boolean(),
})

/** The elements of a join link of the operator's own. The seed is a secret. */
export const newsLinkSchema = z.strictObject({ app: z.string(), seed: z.string() })
export const newsLinkReqSchema = z.strictObject({
  language: choiceElements.language,
  timeZone: timeZoneSchema,
})

export type NewsChoice = z.output<typeof newsChoiceSchema>
export type OwnNews = z.output<typeof ownNewsSchema>
export type NewsLink = z.output<typeof newsLinkSchema>
