import { z } from 'zod'
import { aoiClientIdSchema } from '../../registration.ts'
import { receiverSchema } from '../receiver.ts'
import {
  countSchema,
  filterTextSchema,
  instantSchema,
  listPageOf,
  placeElements,
  rowIdSchema,
  simulatedSchema,
  tokenOfRowSchema,
} from './page.ts'

export const registrationsQuerySchema = z.strictObject({
  ...placeElements,
  applicationName: filterTextSchema.optional(),
  aoiClientId: filterTextSchema.optional(),
  tokenId: rowIdSchema.optional(),
  state: z.enum(['active', 'ended']).optional(),
  simulated: simulatedSchema,
})

export const registrationRowSchema = z.strictObject({
  id: z.int(),
  aoiClientId: aoiClientIdSchema,
  /** The device name of the AOI Client. */
  aoiClientName: z.string().optional(),
  label: z.string().optional(),
  applicationName: z.string(),
  token: tokenOfRowSchema,
  createdAt: instantSchema,
  endedAt: instantSchema.optional(),
  behind: countSchema,
  receiver: receiverSchema,
})
export const registrationsPageSchema = listPageOf(registrationRowSchema)

export const refusalsQuerySchema = z.strictObject({
  ...placeElements,
  code: filterTextSchema.optional(),
  applicationName: filterTextSchema.optional(),
  aoiClientId: filterTextSchema.optional(),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
})

export const refusalRowSchema = z.strictObject({
  id: z.int(),
  at: instantSchema,
  code: z.string(),
  reason: z.string(),
  applicationName: z.string().optional(),
  aoiClientId: z.string().optional(),
})
export const refusalsPageSchema = listPageOf(refusalRowSchema)

export type RegistrationsQuery = z.output<typeof registrationsQuerySchema>
export type RegistrationListRow = z.infer<typeof registrationRowSchema>
export type RegistrationsPage = z.infer<typeof registrationsPageSchema>
export type RefusalsQuery = z.output<typeof refusalsQuerySchema>
export type RefusalRow = z.infer<typeof refusalRowSchema>
export type RefusalsPage = z.infer<typeof refusalsPageSchema>
