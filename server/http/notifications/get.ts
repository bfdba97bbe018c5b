import { createRoute, z } from '@hono/zod-openapi'
import { notificationStatusSchema } from '#protocol'
import { getNotification } from '#server/core/notifications/get-notification.ts'
import { answer } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { requireApiKey } from '../credentials.ts'
import { jsonAnswer, notificationErrors } from '../described.ts'
import { readPath } from '../elements.ts'
import { EXAMPLES } from '../examples.ts'
import { addOperation } from '../operation.ts'
import {
  appliedHeaders,
  appliedWait,
  preferHeaders,
  readWantedWait,
  untilQuerySchema,
} from '../prefer-wait.ts'
import { notificationPathSchema } from './by-id.ts'
import { toScheduledStatus, toStatus } from './to-status.ts'

const { notificationId: id, clientAppToken, acceptedAt, expiresAt } = EXAMPLES

const route = createRoute({
  method: 'get',
  path: '/v1/notifications/{id}',
  operationId: 'getNotification',
  tags: ['AOI-3'],
  summary: 'Get the outcome of a notification',
  description:
    '`acked + pending + expired = recipients` always holds. `expired` counts the recipients that will never get the notification; `expiredBy` counts them by reason. A notification with `deliverAt` has the status `scheduled`, no `seq` and no recipients until its time. With `until` and `Prefer: wait=N` the answer comes when as many members have acknowledged, when no further member can, or after N seconds.',
  security: [{ apiKey: [] }],
  request: { params: notificationPathSchema, query: untilQuerySchema, headers: z.object(preferHeaders) },
  responses: {
    200: {
      ...jsonAnswer('The outcome so far', {
        schema: notificationStatusSchema,
        example: {
          ...{ id, clientAppToken, status: 'live', seq: 7, acceptedAt, expiresAt },
          ...{ recipients: 3, acked: 2, pending: 1, expired: 0 },
          expiredBy: { ttl: 0, cancelled: 0, replaced: 0, revoked: 0 },
        },
      }),
      headers: appliedHeaders,
    },
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
      const apiKey = await requireApiKey(api, c)
      const { id } = readPath(c, notificationPathSchema)
      const wanted = readWantedWait(c)
      const found = await getNotification(context, { scope: apiKey, id })
      if (found.kind === 'scheduled') return answer(toScheduledStatus(found.row))
      const { clock } = context
      if (wanted === undefined) return answer(toStatus(found.row, clock.now()))
      const awaited = await context.ackWaits.wait(id, {
        ...{ apiKeyId: apiKey.id, until: wanted.until, milliseconds: wanted.seconds * 1000 },
        signal: c.req.raw.signal,
      })
      const headers = awaited?.hasWaited ? appliedWait(wanted) : {}
      return answer(toStatus(awaited?.row ?? found.row, clock.now()), { headers })
    },
  })
}
