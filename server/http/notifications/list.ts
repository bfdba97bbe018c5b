import { createRoute, z } from '@hono/zod-openapi'
import {
  clientAppTokenSchema,
  deliverAtSchema,
  LIMITS,
  NOTIFICATION_STATUSES,
  type NotificationStatusRow,
  type OwnNotifications,
  ownNotificationsSchema,
  topicSchema,
} from '#protocol'
import {
  listOwnNotifications,
  type OwnNotification,
} from '#server/core/notifications/list-own-notifications.ts'
import { answer } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { requireApiKey } from '../credentials.ts'
import { jsonAnswer, notificationErrors } from '../described.ts'
import { pageQuery, readQuery } from '../elements.ts'
import { EXAMPLES } from '../examples.ts'
import { addOperation } from '../operation.ts'
import { toScheduledStatus, toStatus } from './to-status.ts'

const { notificationId: id, clientAppToken, acceptedAt, expiresAt } = EXAMPLES

const querySchema = z.strictObject({
  clientAppToken: clientAppTokenSchema.optional(),
  topic: topicSchema.optional(),
  status: z.enum(NOTIFICATION_STATUSES).optional(),
  from: deliverAtSchema.optional(),
  to: deliverAtSchema.optional(),
  cursor: pageQuery.cursor,
  limit: z
    .string()
    .regex(/^[1-9]\d?$|^100$/, { error: `must be 1 to ${LIMITS.listRows}` })
    .transform(Number)
    .optional()
    .meta({ type: 'integer', minimum: 1, maximum: LIMITS.listRows }),
})

const route = createRoute({
  method: 'get',
  path: '/v1/notifications',
  operationId: 'listNotifications',
  tags: ['AOI-3'],
  summary: 'List the notifications that this Server Application sent',
  description:
    'The newest first, from `from` to `to` by the time of acceptance. With `status=scheduled` those that wait for their time, the next first, by the time of delivery. A page has at most 100 notifications. It may have fewer, even none, and still a `nextCursor`: each request searches a bounded number of rows.',
  security: [{ apiKey: [] }],
  request: { query: querySchema },
  responses: {
    200: jsonAnswer('A page of notifications', {
      schema: ownNotificationsSchema,
      example: {
        notifications: [
          {
            ...{ id, clientAppToken, status: 'live', seq: 7, acceptedAt, expiresAt },
            ...{ recipients: 3, acked: 2, pending: 1, expired: 0, topic: 'score' },
            expiredBy: { ttl: 0, cancelled: 0, replaced: 0, revoked: 0 },
          },
        ],
      },
    }),
    ...notificationErrors(['400', '401', '404', '429', '503']),
  },
})

/** `GET /api/v1/notifications` */
export function addListNotifications(api: Api): void {
  addOperation(api, {
    route,
    family: 'notificationRes',
    run: async (c) => {
      const { context } = api.services()
      const apiKey = await requireApiKey(api, c)
      const { cursor, limit = LIMITS.listRowsDefault, from, to, ...filter } = readQuery(c, querySchema)
      const { rows, nextCursor } = await listOwnNotifications(context, {
        apiKey,
        filter: { ...filter, from: toUnix(from), to: toUnix(to) },
        page: { limit, ...(cursor !== undefined && { cursor }) },
        signal: c.req.raw.signal,
      })
      const now = context.clock.now()
      const page: OwnNotifications = {
        notifications: rows.map((found) => toRow(found, now)),
        ...(nextCursor !== undefined && { nextCursor }),
      }
      return answer(page)
    },
  })
}

function toUnix(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time)
}

function toRow(found: OwnNotification, now: number): NotificationStatusRow {
  const status = found.kind === 'logged' ? toStatus(found.row, now) : toScheduledStatus(found.row)
  const { topic } = found.row
  return topic === undefined ? status : { ...status, topic }
}
