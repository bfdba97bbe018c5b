import { z } from 'zod'
import { aoiClientIdSchema } from '../../registration.ts'
import { endingSchema } from '../endings.ts'
import { receiverSchema } from '../receiver.ts'
import {
  countSchema,
  filterTextSchema,
  fingerprintSchema,
  instantSchema,
  kindSchema,
  listPageOf,
  placeElements,
  simulatedSchema,
} from './page.ts'

export const tokensQuerySchema = z.strictObject({
  ...placeElements,
  applicationName: filterTextSchema.optional(),
  kind: kindSchema.optional(),
  /** The whole fingerprint, or its first digits. */
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{1,6}$/, { error: 'must be up to six hex digits' })
    .optional(),
  members: z.enum(['some', 'none']).optional(),
  simulated: simulatedSchema,
})

/** The filters of the list, without its place. */
export const tokenFilterSchema = tokensQuerySchema.omit({ cursor: true, limit: true })
export type TokenFilter = z.output<typeof tokenFilterSchema>

/** `behind`: unacked notifications of the member with the lowest cursor; missing for a large token. */
export const tokenRowSchema = z.strictObject({
  id: z.int(),
  fingerprint: fingerprintSchema,
  applicationName: z.string(),
  kind: kindSchema,
  members: countSchema,
  online: countSchema,
  headSeq: countSchema,
  behind: countSchema.optional(),
  /** Only the holder of a VAPID key may send to it. */
  vapid: z.boolean(),
  createdAt: instantSchema,
  lastAcceptedAt: instantSchema.optional(),
  /** An operator removed all its members, and nobody has registered since. Present only on the token's own page. */
  revoked: endingSchema.optional(),
})
export const tokensPageSchema = listPageOf(tokenRowSchema)

export const membersQuerySchema = z.strictObject(placeElements)
export const memberRowSchema = z.strictObject({
  registrationId: z.int(),
  aoiClientId: aoiClientIdSchema,
  name: z.string().optional(),
  since: instantSchema,
  behind: countSchema,
  online: z.boolean(),
  receiver: receiverSchema,
})
export const membersPageSchema = listPageOf(memberRowSchema)

export type TokensQuery = z.output<typeof tokensQuerySchema>
export type TokenListRow = z.infer<typeof tokenRowSchema>
export type TokensPage = z.infer<typeof tokensPageSchema>
export type MembersQuery = z.output<typeof membersQuerySchema>
export type MemberRow = z.infer<typeof memberRowSchema>
export type MembersPage = z.infer<typeof membersPageSchema>
