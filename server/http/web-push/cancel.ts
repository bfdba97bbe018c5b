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
    'The message resource, from the `Location` of the answer to its sender. Cancels what is still pending; whoever has it keeps it. Idempotent.',
  request: { params: z.object({ link: z.string() }) },
  responses: {
    204: { description: 'Nothing of it is pending any more' },
    404: { description: 'No such message' },
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
