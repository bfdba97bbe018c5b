import { createRoute, z } from '@hono/zod-openapi'
import { deliveredElementsOf, describedElements, LIMITS } from '#protocol'
import { isAoiError } from '#server/core/errors.ts'
import { confirmDelivery } from '#server/core/push-members/confirm-delivery.ts'
import { readDelivery } from '#server/core/push-members/read-delivery.ts'
import type { LogEntry } from '#server/core/store.ts'
import { answer, answerEmpty, answerNothing } from '../answer.ts'
import type { Api, ApiRequest } from '../api-services.ts'
import { jsonAnswer } from '../described.ts'
import { EXAMPLES } from '../examples.ts'
import { addPushOperation, addressOf, PASSING } from './push-operation.ts'

const params = z.object({ link: z.string() })
const deliverySchema = z.object({
  messageType: z.literal('notification'),
  clientAppToken: z.string(),
  seq: z.int(),
  id: z.string(),
  epoch: z.string(),
  sentAt: z.string(),
  expiresAt: z.string(),
  ...describedElements,
  payload: z.unknown().optional(),
  data: z.string().optional(),
  headers: z.object({}).optional(),
})

const readRoute = createRoute({
  method: 'get',
  path: '/wp/deliveries/{link}',
  operationId: 'readDelivery',
  tags: ['Web Push'],
  summary: 'Fetch a notification that a push service announced',
  description:
    'For a member that is delivered by a push service. The link comes in the message of the push service and needs no credential.',
  request: { params },
  responses: {
    200: jsonAnswer('The notification, as a session gets it', {
      schema: deliverySchema,
      example: {
        ...{ messageType: 'notification', clientAppToken: EXAMPLES.clientAppToken, seq: 1 },
        ...{ id: EXAMPLES.notificationId, epoch: '6f1c…', payload: { text: 'hello' } },
        ...{ sentAt: EXAMPLES.acceptedAt, expiresAt: EXAMPLES.expiresAt },
      },
    }),
    404: { description: 'No delivery has this URL, or its registration has ended' },
    410: { description: 'The notification is over' },
    ...PASSING,
  },
})

const confirmRoute = createRoute({
  method: 'post',
  path: '/wp/deliveries/{link}',
  operationId: 'confirmDelivery',
  tags: ['Web Push'],
  summary: 'Confirm a notification that a push service delivered',
  description:
    'The receiver has the notification in its journal. Confirmations come in any order. The request needs no body and no credential. Idempotent.',
  request: { params },
  responses: {
    204: { description: 'Confirmed, on disk' },
    404: { description: 'No delivery has this URL, or its registration has ended' },
    ...PASSING,
  },
})

/** `GET /wp/deliveries/{link}` and `POST /wp/deliveries/{link}` */
export function addDeliveries(api: Api): void {
  addPushOperation(api, {
    route: readRoute,
    run: async (c) => {
      const { context } = api.services()
      const entry = await withLink(api, c, (link) => readDelivery(context, link))
      return entry === undefined ? answerEmpty(410, {}) : answer(describeDelivery(entry, context.store.epoch))
    },
  })
  addPushOperation(api, {
    route: confirmRoute,
    run: async (c) => {
      const { context, confirmHere } = api.services()
      await withLink(api, c, (link) => confirmDelivery(context, { link, confirmHere }))
      return answerNothing()
    },
  })
}

/** Counts the request, and a link that leads nowhere as a failed attempt. */
async function withLink<Result>(
  api: Api,
  c: ApiRequest,
  run: (link: string) => Promise<Result>,
): Promise<Result> {
  await api.limits.countPush('address', addressOf(api, c))
  try {
    return await run((c.req.param('link') ?? '').slice(0, LIMITS.pushEndpointBytes))
  } catch (error) {
    if (isAoiError(error) && error.code === 'notFound') await api.limits.countFailedSignIn(addressOf(api, c))
    throw error
  }
}

/** Parses the payload again, unlike the session: this way is for single, large notifications. */
function describeDelivery(entry: LogEntry, epoch: string) {
  const { clientAppToken, seq, id, headers, payload } = entry
  return {
    ...{ messageType: 'notification', clientAppToken, seq, id, epoch },
    sentAt: new Date(entry.acceptedAt).toISOString(),
    expiresAt: new Date(entry.expiresAt).toISOString(),
    ...deliveredElementsOf(entry),
    ...(headers === undefined
      ? { payload: JSON.parse(payload) as unknown }
      : { data: payload, headers: JSON.parse(headers) as unknown }),
  }
}
