import { createRoute, z } from '@hono/zod-openapi'
import { answer } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { jsonAnswer } from '../described.ts'
import { addOperation } from '../operation.ts'

const route = createRoute({
  method: 'get',
  path: '/health',
  operationId: 'getHealth',
  tags: ['Operations'],
  summary: 'Check that the process answers',
  description:
    'Checks nothing else: a service manager uses this to restart the process. A load balancer uses `/api/ready` instead.',
  responses: {
    200: jsonAnswer('The process answers', {
      schema: z.strictObject({ status: z.literal('ok') }),
      example: { status: 'ok' },
    }),
  },
})

/** `GET /api/health` */
export function addHealth(api: Api): void {
  addOperation(api, { route, family: undefined, run: () => answer({ status: 'ok' }) })
}
