import { createRoute, z } from '@hono/zod-openapi'
import { serverIdSchema } from '#protocol'
import { answer } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { jsonAnswer } from '../described.ts'
import { addOperation } from '../operation.ts'

const RETRY_AFTER_SECONDS = 5

const readySchema = z.strictObject({ status: z.literal('ready'), serverId: serverIdSchema })
const notReadySchema = z.strictObject({
  code: z.literal('503'),
  desc: z.string(),
  /** Left out while the server is starting. */
  reasons: z.array(z.string()).optional(),
  retryAfter: z.int().positive(),
  /** Left out until the database was reached for the first time. */
  serverId: serverIdSchema.optional(),
})
const SERVER_ID_EXAMPLE = 'as_zW4vT0mQJ5u2lC8yXn1RfA'
const notReady = { code: '503', desc: 'Service Unavailable', retryAfter: RETRY_AFTER_SECONDS }

const route = createRoute({
  method: 'get',
  path: '/ready',
  operationId: 'getReadiness',
  tags: ['Operations'],
  summary: 'Check that the server can accept work',
  description: 'Checks the database by a write, the disk and the backlog, at most once a second.',
  responses: {
    200: jsonAnswer('The server can accept work', {
      schema: readySchema,
      example: { status: 'ready', serverId: SERVER_ID_EXAMPLE },
    }),
    503: jsonAnswer('The server cannot accept work; `reasons` lists the causes', {
      schema: notReadySchema,
      example: { ...notReady, reasons: ['the server is draining'], serverId: SERVER_ID_EXAMPLE },
    }),
  },
})

/** `GET /api/ready` */
export function addReady(api: Api): void {
  addOperation(api, {
    route,
    family: undefined,
    run: async () => {
      const { readiness, context } = api.services()
      const { serverId } = context.store
      const { ready, reasons } = await readiness.check()
      if (ready) return answer({ status: 'ready', serverId })
      const headers = { 'retry-after': String(RETRY_AFTER_SECONDS) }
      return answer({ ...notReady, reasons, serverId }, { status: 503, headers })
    },
  })
}
