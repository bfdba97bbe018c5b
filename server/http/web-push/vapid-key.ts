import { createRoute } from '@hono/zod-openapi'
import { vapidKeyAnswerSchema } from '#protocol'
import { answer } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { jsonAnswer } from '../described.ts'
import { addPushOperation, PASSING } from './push-operation.ts'

const route = createRoute({
  method: 'get',
  path: '/wp/vapid-key',
  operationId: 'getVapidKey',
  tags: ['Web Push'],
  summary: 'Get the VAPID key of this server',
  description:
    'The `applicationServerKey` with which a browser subscribes at its push service, so that this server may send to it. After a rotation it is another key; subscriptions with an earlier one stay valid.',
  responses: {
    200: jsonAnswer('The public key, a point on P-256 in base64url', {
      schema: vapidKeyAnswerSchema,
      example: { applicationServerKey: `B${'A'.repeat(86)}` },
    }),
    503: PASSING[503],
  },
})

/** `GET /wp/vapid-key` */
export function addVapidKey(api: Api): void {
  addPushOperation(api, {
    route,
    run: async () =>
      answer({ applicationServerKey: await api.services().context.pushMembers.keys.current() }),
  })
}
