import { createRoute, z } from '@hono/zod-openapi'
import { cancelPush } from '#server/core/web-push/cancel-push.ts'
import { answerNothing } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { addPushOperation, PASSING } from './push-operation.ts'

const route = createRoute({
  method: 'delete',
  path: '/wp/messages/{link}',
  operationId: 'cancelPush',
  tags: ['Web Push'],
  summary: 'Cancel a Web Push message',
  description:
    'The message resource, which the sender got in `Location`. Cancels the message for all recipients that have not received it. The other recipients keep it. Idempotent.',
  request: { params: z.object({ link: z.string() }) },
  responses: {
    204: { description: 'The message is pending for no recipient' },
    404: { description: 'No message has this URL' },
    ...PASSING,
  },
})

/** `DELETE /wp/messages/{link}` */
export function addCancelPush(api: Api): void {
  addPushOperation(api, {
    route,
    run: async (c) => {
      await cancelPush(api.services().context, { link: c.req.param('link') ?? '' })
      return answerNothing()
    },
  })
}
