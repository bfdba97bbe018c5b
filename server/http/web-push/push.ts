import { createRoute, z } from '@hono/zod-openapi'
import { LIMITS } from '#protocol'
import { pushMessage } from '#server/core/web-push/push-message.ts'
import { answerEmpty } from '../answer.ts'
import type { Api, ApiRequest } from '../api-services.ts'
import { EXAMPLES } from '../examples.ts'
import { refuseOneKeyForBoth } from './check-keys.ts'
import { addPushOperation, addressOf, PASSING, readToken, requireReady } from './push-operation.ts'
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
    'The push resource of RFC 8030: the endpoint of a subscription. Senders say who they are by VAPID (RFC 8292). Any body, encrypted by RFC 8291 or not, is delivered byte for byte. 201 means that it is on disk; with `Prefer: respond-async` it is 202, and `Link` leads to the receipt.',
  request: {
    params: z.object({ clientAppToken: z.string().meta({ example: EXAMPLES.clientAppToken }) }),
    headers: z.object({
      ttl: z.string().meta({ description: 'Seconds for which it is kept; 0: now or never', example: '3600' }),
      urgency: z
        .string()
        .optional()
        .meta({ description: 'very-low, low, normal or high', example: 'normal' }),
      topic: z
        .string()
        .optional()
        .meta({ description: 'Replaces what is pending under it', example: 'score' }),
      authorization: z.string().optional().meta({ description: 'vapid t=…, k=…' }),
      'content-encoding': z.string().optional().meta({ description: 'aes128gcm or aesgcm' }),
      prefer: z.string().optional().meta({ description: 'respond-async: a receipt is wanted' }),
      link: z.string().optional().meta({ description: 'A receipt subscription to go on with' }),
    }),
    body: { content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } },
  },
  responses: {
    201: {
      description: 'Accepted: on disk',
      headers: {
        Location: { description: 'The message, to cancel it', schema: text },
        TTL: { description: 'Seconds granted', schema: text },
      },
    },
    202: { description: 'The same, and `Link` with rel="urn:ietf:params:push:receipt" leads to the receipt' },
    400: { description: 'A header is not valid' },
    401: { description: 'The subscription is for senders with a VAPID key' },
    403: { description: 'The VAPID token does not hold, or is not of the key of this subscription' },
    404: { description: 'No such subscription, or no more' },
    413: { description: 'The body is too large' },
    ...PASSING,
  },
})

/** `POST /wp/{clientAppToken}` */
export function addPushMessage(api: Api): void {
  addPushOperation(api, {
    route,
    run: async (c) => {
      requireReady(api)
      const clientAppToken = readToken(c)
      const address = addressOf(api, c)
      await api.limits.countPush('address', address)
      await api.limits.countPush('token', clientAppToken)
      const { context } = api.services()
      const limitBytes = Math.max(LIMITS.webPushBodyBytes, context.settings.maxPayloadBytes)
      const message = await readPush(c, limitBytes)
      const sender = await findSender(api, { c, clientAppToken })
      refuseOneKeyForBoth(message, sender)
      const named = readNamedReceipts(api, c)
      const { notificationId } = await pushMessage(context, {
        ...{ clientAppToken, address },
        ...message,
        ...(sender !== undefined && { sender }),
      })
      return answerAccepted(api, { c, notificationId, named, ttlSeconds: message.ttlSeconds })
    },
  })
}

type Accepted = { c: ApiRequest; notificationId: string; named: readonly string[]; ttlSeconds: number }

function answerAccepted(api: Api, { c, notificationId, named, ttlSeconds }: Accepted): Response {
  const headers = { location: linkTo(api, 'messages', notificationId), ttl: String(ttlSeconds) }
  if (!wantsReceipt(c.req.header('prefer'))) return answerEmpty(201, headers)
  const link = receiptLink(api, [...named, notificationId])
  return answerEmpty(202, { ...headers, link, 'preference-applied': 'respond-async' })
}

function wantsReceipt(prefer: string | undefined): boolean {
  return prefer !== undefined && /(^|[,;\s])respond-async($|[,;\s])/i.test(prefer)
}
