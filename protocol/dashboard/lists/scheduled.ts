import { z } from 'zod'
import { labelElements } from '../../label-schemas.ts'
import { deliverAtSchema, notificationIdSchema, urgencySchema } from '../../notification.ts'
import {
  countSchema,
  filterTextSchema,
  fingerprintSchema,
  instantSchema,
  kindSchema,
  listPageOf,
  placeElements,
  rowIdSchema,
} from './page.ts'

export const scheduledQuerySchema = z.strictObject({
  ...placeElements,
  applicationName: filterTextSchema.optional(),
  tokenId: rowIdSchema.optional(),
  /** Id of a Server Application. */
  serverApplicationId: filterTextSchema.optional(),
})

/** A notification that waits for its time. `title` is only for operators who may read payloads. */
export const scheduledRowSchema = z.strictObject({
  id: notificationIdSchema,
  deliverAt: instantSchema,
  acceptedAt: instantSchema,
  applicationName: z.string(),
  token: z.strictObject({ id: z.int(), fingerprint: fingerprintSchema, kind: kindSchema }),
  serverApplication: z.string(),
  ttlSeconds: countSchema,
  urgency: urgencySchema,
  ...labelElements,
  title: z.string().optional(),
})
export const scheduledPageSchema = listPageOf(scheduledRowSchema)

export const deliveryTimeReqSchema = z.strictObject({ deliverAt: deliverAtSchema })

export type ScheduledQuery = z.output<typeof scheduledQuerySchema>
export type ScheduledListRow = z.infer<typeof scheduledRowSchema>
export type ScheduledPage = z.infer<typeof scheduledPageSchema>
