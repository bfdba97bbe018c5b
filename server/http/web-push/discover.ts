import { createRoute, z } from '@hono/zod-openapi'
import { answer } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { jsonAnswer } from '../described.ts'
import { EXAMPLES } from '../examples.ts'
import { addPushOperation, readToken } from './push-operation.ts'

const UNIFIED_PUSH = { unifiedpush: { version: 1 } }

const route = createRoute({
  method: 'get',
  path: '/wp/{clientAppToken}',
  operationId: 'discoverUnifiedPush',
  tags: ['Web Push'],
  summary: 'Discover that a push resource accepts UnifiedPush',
  description:
    'The answer is the same for every token, known or not, so it reveals nothing about the subscription.',
  request: {
    params: z.object({ clientAppToken: z.string().meta({ example: EXAMPLES.clientAppToken }) }),
  },
  responses: {
    200: jsonAnswer('The push resource accepts UnifiedPush', {
      schema: z.object({ unifiedpush: z.object({ version: z.literal(1) }) }),
      example: UNIFIED_PUSH,
    }),
    404: { description: 'The path does not have the form of a token' },
  },
})

/** `GET /wp/{clientAppToken}` */
export function addDiscovery(api: Api): void {
  addPushOperation(api, {
    route,
    run: (c) => {
      readToken(c)
      return answer(UNIFIED_PUSH)
    },
  })
}
