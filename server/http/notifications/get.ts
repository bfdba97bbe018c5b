import { createRoute } from '@hono/zod-openapi'
import { type NotificationStatus, notificationStatusSchema } from '#protocol'
import { getNotification } from '#server/core/notifications/get-notification.ts'
import type { NotificationRow } from '#server/core/store.ts'
import { answer } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { requireApiKey } from '../credentials.ts'
import { jsonAnswer, notificationErrors } from '../described.ts'
import { readPath } from '../elements.ts'
import { EXAMPLES } from '../examples.ts'
import { addOperation } from '../operation.ts'
import { notificationPathSchema } from './by-id.ts'

const { notificationId: id, clientAppToken, acceptedAt, expiresAt } = EXAMPLES

const route = createRoute({
  method: 'get',
  path: '/v1/notifications/{id}',
  operationId: 'getNotification',
  tags: ['AOI-3'],
  summary: 'Get the outcome of a notification',
  description:
    '`acked + pending + expired = recipients` always holds. `expired` counts the recipients that will never get the notification; `expiredBy` counts them by reason.',
  security: [{ apiKey: [] }],
  request: { params: notificationPathSchema },
  responses: {
    200: jsonAnswer('The outcome so far', {
      schema: notificationStatusSchema,
      example: {
        ...{
          id,
          clientAppToken,
          seq: 7,
          acceptedAt,
          expiresAt,
          recipients: 3,
          acked: 2,
          pending: 1,
          expired: 0,
        },
        expiredBy: { ttl: 0, cancelled: 0, replaced: 0, revoked: 0 },
      },
    }),
    ...notificationErrors(['400', '401', '404', '429', '503']),
  },
})

/** `GET /api/v1/notifications/{id}` */
export function addGetNotification(api: Api): void {
  addOperation(api, {
    route,
    family: 'notificationRes',
    run: async (c) => {
      const { context } = api.services()
      const { grants } = await requireApiKey(api, c)
      const { id } = readPath(c, notificationPathSchema)
      return answer(toStatus(await getNotification(context, { grants, id })))
    },
  })
}

function toStatus(row: NotificationRow): NotificationStatus {
  const { id, clientAppToken, seq, recipients, acked, pending, expiredByTtl, cancelled, replaced, revoked } =
    row
  return {
    ...{ id, clientAppToken, seq, recipients, acked, pending },
    acceptedAt: new Date(row.acceptedAt).toISOString(),
    expiresAt: new Date(row.expiresAt).toISOString(),
    expired: expiredByTtl + cancelled + replaced + revoked,
    expiredBy: { ttl: expiredByTtl, cancelled, replaced, revoked },
    ...(row.cancelledAt === undefined ? {} : { cancelledAt: new Date(row.cancelledAt).toISOString() }),
    ...(row.replacedAt === undefined ? {} : { replacedAt: new Date(row.replacedAt).toISOString() }),
  }
}
