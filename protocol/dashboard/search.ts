import { z } from 'zod'
import { LIMITS } from '../limits.ts'
import { storedTextSchema } from '../text.ts'
import { instantSchema } from './lists/page.ts'

/** The kinds of things that the search finds, in the order of its answer. The page finds pages by itself. */
export const SEARCH_KINDS = [
  'notification',
  'notificationText',
  'token',
  'aoiClient',
  'applicationName',
  'serverApplication',
  'apiKey',
  'hook',
  'operator',
  'auditEvent',
] as const

/**
 * The reasons for a match: the text is the `whole` id or token, or the named field, or a word in it, begins with the text.
 * `title` and `text` of a notification have all its words.
 */
export const SEARCH_MATCHES = [
  'whole',
  'id',
  'fingerprint',
  'topic',
  'title',
  'text',
  'name',
  'label',
  'alias',
  'email',
  'action',
  'subject',
  'actor',
] as const

/** The text is in the body, because an operator may paste a whole token, which no log may keep. */
export const searchReqSchema = z.strictObject({ text: storedTextSchema(1, LIMITS.searchTextBytes) })

export const searchHitSchema = z.strictObject({
  /** Row id of a token or audit event; the name of an application; otherwise the id of the thing. */
  id: z.string(),
  match: z.enum(SEARCH_MATCHES),
  /** The text to show first: a name, or the fingerprint of a token. Missing: the id. */
  name: z.string().optional(),
  /** The application of a notification or token, the label that matches, the e-mail address of an operator. */
  detail: z.string().optional(),
  at: instantSchema.optional(),
  /** The part of a notification's text that matches. It is text, never markup. */
  excerpt: z.string().optional(),
})

export const searchGroupSchema = z.strictObject({
  kind: z.enum(SEARCH_KINDS),
  hits: z.array(searchHitSchema),
  /** There are more matches than `LIMITS.searchHits`. */
  more: z.boolean(),
  /**
   * Why the group may lack matches: `rows` if only the newest rows were searched, `time` if this kind took too long,
   * `index` while the index lacks AOI Clients.
   */
  cut: z.enum(['rows', 'time', 'index']).optional(),
  /** So many of the newest notifications are not searched, because the index of texts is behind. */
  waiting: z.int().optional(),
  /** The search by text has every notification that was accepted before this time. */
  searchedUntil: instantSchema.optional(),
})

/**
 * Groups without hits, without a cut and with nothing that waits are missing. So are groups without hits that are cut by
 * `rows`, unless no group has a hit.
 */
export const searchAnswerSchema = z.strictObject({ groups: z.array(searchGroupSchema) })

export type SearchKind = (typeof SEARCH_KINDS)[number]
export type SearchMatch = (typeof SEARCH_MATCHES)[number]
export type SearchHit = z.infer<typeof searchHitSchema>
export type SearchGroup = z.infer<typeof searchGroupSchema>
export type SearchAnswer = z.infer<typeof searchAnswerSchema>
