import { createRoute, z } from '@hono/zod-openapi'
import { LIMITS } from '#protocol'
import { pushMessage } from '#server/core/web-push/push-message.ts'
import { senderId } from '#server/core/web-push/sender-id.ts'
import { answerEmpty } from '../answer.ts'
import type { Api, ApiRequest } from '../api-services.ts'
import { EXAMPLES } from '../examples.ts'
import { requestIdOf } from '../request-id.ts'
import { noteSender } from '../request-route.ts'
import { requireReady } from '../require-ready.ts'
import { refuseOneKeyForBoth } from './check-keys.ts'
import { addPushOperation, addressOf, PASSING, readToken } from './push-operation.ts'
import { linkTo, readNamedReceipts, receiptLink } from './push-urls.ts'
import { readPush } from './read-push.ts'
import { findSender } from './require-sender.ts'

const text = { type: 'string' as const }

const route = createRoute({
  method: 'post',
  path: '/wp/{clientAppToken}',
  operationId: 'pushMessage',
  tags: ['Web Push'],
  summary: 'Send a Web Push message',
  description:
    'The push resource of RFC 8030: the endpoint of a subscription. A sender identifies itself by VAPID (RFC 8292). Any body, encrypted by RFC 8291 or not, is delivered byte for byte. 201 means that the message is on disk. With `Prefer: respond-async` the answer is 202, and `Link` leads to the receipt.',
  request: {
    params: z.object({ clientAppToken: z.string().meta({ example: EXAMPLES.clientAppToken }) }),
    headers: z.object({
      ttl: z.string().meta({ description: 'TTL in seconds; 0: deliver now or never', example: '3600' }),
      urgency: z
        .string()
        .optional()
        .meta({ description: 'very-low, low, normal or high', example: 'normal' }),
      topic: z
        .string()
        .optional()
        .meta({ description: 'Replaces the pending message with the same topic', example: 'score' }),
      authorization: z.string().optional().meta({ description: 'vapid t=…, k=…' }),
      'content-encoding': z.string().optional().meta({ description: 'aes128gcm or aesgcm' }),
      prefer: z.string().optional().meta({ description: 'respond-async: requests a receipt' }),
      link: z
        .string()
        .optional()
        .meta({ description: 'An earlier receipt link, which this message then shares' }),
    }),
    body: { content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } },
  },
  responses: {
    201: {
      description: 'The message is accepted and on disk',
      headers: {
        Location: { description: 'URL of the message, to cancel it', schema: text },
        TTL: { description: 'Granted TTL in seconds', schema: text },
      },
    },
    202: { description: 'As 201, and `Link` with rel="urn:ietf:params:push:receipt" leads to the receipt' },
    400: { description: 'A header is not valid' },
    401: { description: 'The subscription requires a VAPID key' },
    403: { description: 'The VAPID token is not valid, or belongs to another key than the subscription’s' },
    404: { description: 'The subscription does not exist or has ended' },
    413: { description: 'The body is too large' },
    ...PASSING,
  },
})

/** `POST /wp/{clientAppToken}` */
export function addPushMessage(api: Api): void {
  addPushOperation(api, {
    route,
    door: 'webPush',
    run: async (c, trace) => {
      requireReady(api)
      const clientAppToken = readToken(c)
      const address = addressOf(api, c)
      await api.limits.countPush('address', address)
      await api.limits.countPush('token', clientAppToken)
      const { context } = api.services()
      const limitBytes = Math.max(LIMITS.webPushBodyBytes, context.settings.maxPayloadBytes)
      const message = await readPush(c, limitBytes)
      const sender = await findSender(api, { c, clientAppToken })
      noteSender(c.env.incoming, senderId(sender?.vapidKey))
      refuseOneKeyForBoth(message, sender)
      const named = readNamedReceipts(api, c)
      const { notificationId } = await pushMessage(context, {
        ...{ clientAppToken, address, requestId: requestIdOf(c.env.incoming), trace },
        ...message,
        ...(sender !== undefined && { sender }),
      })
      return answerAccepted(api, { c, notificationId, named, ttlSeconds: message.ttlSeconds })
    },
  })
}

type Acceptance = { c: ApiRequest; notificationId: string; named: readonly string[]; ttlSeconds: number }

function answerAccepted(api: Api, { c, notificationId, named, ttlSeconds }: Acceptance): Response {
  const headers = { location: linkTo(api, 'messages', notificationId), ttl: String(ttlSeconds) }
  if (!wantsReceipt(c.req.header('prefer'))) return answerEmpty(201, headers)
  const link = receiptLink(api, [...named, notificationId])
  return answerEmpty(202, { ...headers, link, 'preference-applied': 'respond-async' })
}

function wantsReceipt(prefer: string | undefined): boolean {
  return prefer !== undefined && /(^|[,;\s])respond-async($|[,;\s])/i.test(prefer)
}
