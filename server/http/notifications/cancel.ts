import { createRoute, z } from '@hono/zod-openapi'
import { notificationStatusSchema } from '#protocol'
import { cancelNotification } from '#server/core/notifications/cancel-notification.ts'
import { getNotification } from '#server/core/notifications/get-notification.ts'
import { answer, answerNothing } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { requireApiKey } from '../credentials.ts'
import { jsonAnswer, notificationErrors } from '../described.ts'
import { readPath } from '../elements.ts'
import { EXAMPLES } from '../examples.ts'
import { addOperation } from '../operation.ts'
import { representationHeaders, wantsRepresentation } from '../prefer-wait.ts'
import { notificationPathSchema } from './by-id.ts'
import { toFoundStatus } from './to-status.ts'

const { notificationId: id, clientAppToken, acceptedAt, expiresAt } = EXAMPLES

const route = createRoute({
  method: 'delete',
  path: '/v1/notifications/{id}',
  operationId: 'cancelNotification',
  tags: ['AOI-3'],
  summary: 'Cancel a notification',
  description:
    'Cancels the notification for all recipients that have not received it. The other recipients keep it. A scheduled notification is cancelled before its time. Idempotent. With `Prefer: return=representation` the answer tells the effect: `expiredBy.cancelled` counts the recipients that it was cancelled for, `acked` those that already have it.',
  security: [{ apiKey: [] }],
  request: { params: notificationPathSchema, headers: z.object(representationHeaders) },
  responses: {
    200: {
      ...jsonAnswer('The same, with the outcome, for `Prefer: return=representation`', {
        schema: notificationStatusSchema,
        example: {
          ...{ id, clientAppToken, status: 'cancelled', seq: 7, acceptedAt, expiresAt },
          ...{ cancelledAt: acceptedAt, recipients: 3, acked: 1, pending: 0, expired: 2 },
          expiredBy: { ttl: 0, cancelled: 2, replaced: 0, revoked: 0 },
        },
      }),
      headers: {
        'Preference-Applied': {
          description: 'The preference that the server applied',
          schema: { type: 'string' as const },
        },
      },
    },
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
      const scope = await requireApiKey(api, c)
      const { id } = readPath(c, notificationPathSchema)
      await cancelNotification(context, { scope, id })
      if (!wantsRepresentation(c)) return answerNothing()
      const found = await getNotification(context, { scope, id })
      const headers = { 'preference-applied': 'return=representation' }
      return answer(toFoundStatus(found, context.clock.now()), { headers })
    },
  })
}
