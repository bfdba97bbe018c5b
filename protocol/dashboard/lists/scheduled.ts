import { z } from 'zod'
import { deliverAtSchema, notificationIdSchema } from '../../notification.ts'
import { sentElements } from './notifications.ts'
import { filterTextSchema, instantSchema, listPageOf, placeElements, rowIdSchema } from './page.ts'

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
  ...sentElements,
  title: z.string().optional(),
})
export const scheduledPageSchema = listPageOf(scheduledRowSchema)

export const deliveryTimeReqSchema = z.strictObject({ deliverAt: deliverAtSchema })

export type ScheduledQuery = z.output<typeof scheduledQuerySchema>
export type ScheduledListRow = z.infer<typeof scheduledRowSchema>
export type ScheduledPage = z.infer<typeof scheduledPageSchema>
