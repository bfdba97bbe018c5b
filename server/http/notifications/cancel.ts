import { createRoute } from '@hono/zod-openapi'
import { cancelNotification } from '#server/core/notifications/cancel-notification.ts'
import { answerNothing } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { requireApiKey } from '../credentials.ts'
import { notificationErrors } from '../described.ts'
import { readPath } from '../elements.ts'
import { addOperation } from '../operation.ts'
import { notificationPathSchema } from './by-id.ts'

const route = createRoute({
  method: 'delete',
  path: '/v1/notifications/{id}',
  operationId: 'cancelNotification',
  tags: ['AOI-3'],
  summary: 'Cancel a notification',
  description:
    'Cancels the notification for all recipients that have not received it. The other recipients keep it. A scheduled notification is cancelled before its time. Idempotent.',
  security: [{ apiKey: [] }],
  request: { params: notificationPathSchema },
  responses: {
    204: { description: 'The notification is pending for no recipient' },
    ...notificationErrors(['400', '401', '404', '429', '503']),
  },
})

/** `DELETE /api/v1/notifications/{id}` */
export function addCancelNotification(api: Api): void {
  addOperation(api, {
    route,
    family: 'notificationRes',
    run: async (c) => {
      const { context } = api.services()
      const { grants } = await requireApiKey(api, c)
      const { id } = readPath(c, notificationPathSchema)
      await cancelNotification(context, { grants, id })
      return answerNothing()
    },
  })
}
