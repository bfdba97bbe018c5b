import { createRoute, z } from '@hono/zod-openapi'
import { clientAppTokenSchema, LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import { pushMessage } from '#server/core/web-push/push-message.ts'
import { answerEmpty } from '../answer.ts'
import type { Api, ApiRequest } from '../api-services.ts'
import { addOperation } from '../operation.ts'
import { readPush } from './read-push.ts'

const route = createRoute({
  method: 'post',
  path: '/wp/{clientAppToken}',
  operationId: 'pushMessage',
  tags: ['Web Push'],
  summary: 'Send a Web Push message',
  description:
    'The push resource of RFC 8030: the endpoint of a subscription. 201 means that the message is on disk. Any body, encrypted by RFC 8291 or not, is delivered byte for byte.',
  request: {
    params: z.object({ clientAppToken: z.string() }),
    headers: z.object({
      ttl: z.string().meta({ description: 'Seconds for which it is kept; 0: now or never', example: '3600' }),
      urgency: z.string().optional().meta({ example: 'normal' }),
      topic: z.string().optional().meta({ example: 'score' }),
    }),
    body: { content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } },
  },
  responses: {
    201: { description: 'Accepted: on disk' },
    400: { description: 'A header is not valid' },
    401: { description: 'The subscription is for senders with a VAPID key' },
    403: { description: 'Not the VAPID key of this subscription, or not valid' },
    404: { description: 'No such subscription' },
    413: { description: 'The body is too large' },
    429: { description: 'Too many messages; `Retry-After`' },
    503: { description: 'Not now; `Retry-After`' },
  },
})

/** `POST /wp/{clientAppToken}` */
export function addPushMessage(api: Api): void {
  addOperation(api, {
    route,
    family: undefined,
    challenge: 'vapid',
    run: async (c) => {
      const { context, isDraining, readiness } = api.services()
      if (isDraining()) throw new AoiError('unavailable', 'the server is draining', 5)
      readiness.refuseWhenDiskIsLow()
      const clientAppToken = readToken(c)
      const limitBytes = Math.max(LIMITS.webPushBodyBytes, context.settings.maxPayloadBytes)
      const message = await readPush(c, limitBytes)
      const { notificationId } = await pushMessage(context, { clientAppToken, ...message })
      const location = `${context.settings.publicUrl}/wp/messages/${notificationId}`
      return answerEmpty(201, { location, ttl: String(message.ttlSeconds) })
    },
  })
}

function readToken(c: ApiRequest): string {
  const token = clientAppTokenSchema.safeParse(c.req.param('clientAppToken'))
  if (token.success) return token.data
  throw new AoiError('notFound', 'there is no such subscription')
}
