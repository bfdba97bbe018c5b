import { z } from 'zod'
import { aoiClientIdSchema } from '../../registration.ts'
import { receiverSchema } from '../receiver.ts'
import {
  countSchema,
  filterTextSchema,
  instantSchema,
  listPageOf,
  placeElements,
  simulatedSchema,
} from './page.ts'

export const aoiClientsQuerySchema = z.strictObject({
  ...placeElements,
  /** The whole id, or its beginning. */
  id: filterTextSchema.optional(),
  /** Part of the name. */
  name: filterTextSchema.optional(),
  platform: filterTextSchema.optional(),
  /** The whole label. */
  label: filterTextSchema.optional(),
  online: z.enum(['true', 'false']).optional(),
  simulated: simulatedSchema,
  /** AOI Clients that are not connected and were last seen before this time. */
  notSeenSince: instantSchema.optional(),
  sort: z.literal('oldest').optional(),
})

/** `queue`: notifications in the logs of its tokens that it has not acked. */
export const aoiClientRowSchema = z.strictObject({
  id: aoiClientIdSchema,
  name: z.string().optional(),
  platform: z.string().optional(),
  /** The word by which operators group devices. */
  label: z.string().optional(),
  createdAt: instantSchema,
  lastSeenAt: instantSchema,
  online: z.boolean(),
  registrations: countSchema,
  queue: countSchema,
  /** Of one of its registrations, with a push service if any has one. */
  receiver: receiverSchema,
})
/** The filters of the list, without its order and place. */
export const aoiClientFilterSchema = aoiClientsQuerySchema.omit({ cursor: true, limit: true, sort: true })
export type AoiClientFilter = z.output<typeof aoiClientFilterSchema>

export const aoiClientsPageSchema = listPageOf(aoiClientRowSchema)

export type AoiClientsQuery = z.output<typeof aoiClientsQuerySchema>
export type AoiClientListRow = z.infer<typeof aoiClientRowSchema>
export type AoiClientsPage = z.infer<typeof aoiClientsPageSchema>
