import { z } from 'zod'
import { notificationIdSchema } from '#protocol'
import { deliveryTimeReqSchema, scheduledQuerySchema } from '#protocol/dashboard/lists/scheduled.ts'
import { changeDeliveryTime, listScheduled } from '#server/core/dashboard/scheduled.ts'
import { dashboardRoute } from './dashboard-route.ts'

/** Notifications that wait for their time. */
export const scheduledRoutes = [
  dashboardRoute({
    operation: 'listScheduled',
    query: scheduledQuerySchema,
    run: ({ services: { context }, session, query }) =>
      listScheduled(context, { ...query, role: session.operator.role }),
  }),
  dashboardRoute({
    operation: 'changeDeliveryTime',
    path: z.strictObject({ id: notificationIdSchema }),
    body: deliveryTimeReqSchema,
    run: async ({ services: { context }, session: { operator }, path, body }) => {
      await changeDeliveryTime(context, { operator, ...path, deliverAt: Date.parse(body.deliverAt) })
      return undefined
    },
  }),
]
