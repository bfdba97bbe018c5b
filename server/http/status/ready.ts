import { createRoute, z } from '@hono/zod-openapi'
import { answer } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { jsonAnswer } from '../described.ts'
import { addOperation } from '../operation.ts'

const RETRY_AFTER_SECONDS = 5

const readySchema = z.strictObject({ status: z.literal('ready') })
const notReadySchema = z.strictObject({
  code: z.literal('503'),
  desc: z.string(),
  /** Left out while the server is starting. */
  reasons: z.array(z.string()).optional(),
  retryAfter: z.int().positive(),
})
const notReady = { code: '503', desc: 'Service Unavailable', retryAfter: RETRY_AFTER_SECONDS }

const route = createRoute({
  method: 'get',
  path: '/ready',
  operationId: 'getReadiness',
  tags: ['Operations'],
  summary: 'Whether the server can accept work',
  description: 'Writes to the database, looks at the disk and at the backlog, at most once a second.',
  responses: {
    200: jsonAnswer('It can', { schema: readySchema, example: { status: 'ready' } }),
    503: jsonAnswer('It cannot; `reasons` says why', {
      schema: notReadySchema,
      example: { ...notReady, reasons: ['the server is draining'] },
    }),
  },
})

/** `GET /api/ready` */
export function addReady(api: Api): void {
  addOperation(api, {
    route,
    family: undefined,
    run: async () => {
      const { ready, reasons } = await api.services().readiness.check()
      if (ready) return answer({ status: 'ready' })
      const headers = { 'retry-after': String(RETRY_AFTER_SECONDS) }
      return answer({ ...notReady, reasons }, { status: 503, headers })
    },
  })
}
