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
  summary: 'That a push resource is one of UnifiedPush',
  description: 'The same for every token, known or not: it says nothing of the subscription.',
  request: {
    params: z.object({ clientAppToken: z.string().meta({ example: EXAMPLES.clientAppToken }) }),
  },
  responses: {
    200: jsonAnswer('It is', {
      schema: z.object({ unifiedpush: z.object({ version: z.literal(1) }) }),
      example: UNIFIED_PUSH,
    }),
    404: { description: 'No token can look like this' },
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
