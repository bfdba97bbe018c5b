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
  summary: 'Whether the process answers',
  description:
    'Looks at nothing else: for whoever restarts processes. See `/api/ready` for whoever sends them traffic.',
  responses: {
    200: jsonAnswer('It does', {
      schema: z.strictObject({ status: z.literal('ok') }),
      example: { status: 'ok' },
    }),
  },
})

/** `GET /api/health` */
export function addHealth(api: Api): void {
  addOperation(api, { route, family: undefined, run: () => answer({ status: 'ok' }) })
}
