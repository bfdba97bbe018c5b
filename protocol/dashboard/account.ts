import { z } from 'zod'
import { NEWS_LANGUAGES } from '../finding-texts.ts'
import { LIMITS } from '../limits.ts'
import { ROLES } from './roles.ts'

const instant = z.iso.datetime()

/**
 * The signed-in operator. After `confirmedUntil`, acts that can hurt ask the operator to confirm their identity again.
 */
export const ownAccountSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  totp: z.boolean(),
  passkeys: z.number().int(),
  /** False for an operator who signs in only through the identity provider. */
  hasPassword: z.boolean(),
  confirmedUntil: instant,
})
export type OwnAccount = z.infer<typeof ownAccountSchema>

/** A session of a signed-in operator. */
export const operatorSessionSchema = z.strictObject({
  id: z.string(),
  /** True for the session of this request. */
  own: z.boolean(),
  createdAt: instant,
  expiresAt: instant,
  address: z.string().optional(),
  userAgent: z.string().optional(),
})
export type OperatorSessionRow = z.infer<typeof operatorSessionSchema>
export const operatorSessionsSchema = z.strictObject({ sessions: z.array(operatorSessionSchema) })

/** An operator in the list of operators. */
export const operatorRowSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  createdAt: instant,
  passkeys: z.number().int(),
  totp: z.boolean(),
  hasPassword: z.boolean(),
  /** Whether the operator is linked to a person of the identity provider. */
  isLinked: z.boolean(),
})
export type OperatorRow = z.infer<typeof operatorRowSchema>
export const operatorsSchema = z.strictObject({ operators: z.array(operatorRowSchema) })

export const operatorInvitationSchema = z.strictObject({
  email: z.email().max(LIMITS.operatorEmailCharacters),
  role: z.enum(ROLES),
})
/** `language`: of the mail that brings the link. */
export const mailedInvitationSchema = operatorInvitationSchema.extend({
  language: z.enum(NEWS_LANGUAGES).default('en'),
})

/** Whether the link of an invitation went out by mail. `off`: the server has no server for mail. */
export const invitationMailSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.enum(['off', 'sent']) }),
  z.strictObject({ state: z.literal('failed'), reason: z.string() }),
  z.strictObject({ state: z.literal('limited'), retryAfterSeconds: z.int().positive() }),
])
export type InvitationMail = z.infer<typeof invitationMailSchema>

/** The code is shown once, and only if no mail has it: its page is `/invitation#CODE`. */
export const invitedSchema = z.strictObject({
  code: z.string().optional(),
  expiresAt: instant,
  mail: invitationMailSchema,
})
export type Invited = z.infer<typeof invitedSchema>

/** An open invitation. Its code is shown once, when the invitation is made. */
export const invitationRowSchema = z.strictObject({
  id: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  /** E-mail address of the admin who made it. The invitation ends when that admin is removed or loses the role. */
  invitedBy: z.string(),
  createdAt: instant,
  expiresAt: instant,
})
export type InvitationRow = z.infer<typeof invitationRowSchema>
/** `hasMail`: the server mails the links of new invitations. */
export const invitationsSchema = z.strictObject({
  invitations: z.array(invitationRowSchema),
  hasMail: z.boolean(),
})
export type Invitations = z.infer<typeof invitationsSchema>

export const roleChangeSchema = z.strictObject({ role: z.enum(ROLES) })

/** How many sessions ended. */
export const endedSessionsSchema = z.strictObject({ ended: z.number().int() })
