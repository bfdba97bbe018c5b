import { createRoute, z } from '@hono/zod-openapi'
import { type Deliveries, deliveriesSchema } from '#protocol'
import { listDeliveries } from '#server/core/notifications/list-deliveries.ts'
import type { DeliveryRow } from '#server/core/store.ts'
import { answer } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { requireApiKey } from '../credentials.ts'
import { jsonAnswer, notificationErrors } from '../described.ts'
import { pageOf, pageQuery, readPath, readQuery } from '../elements.ts'
import { EXAMPLES } from '../examples.ts'
import { addOperation } from '../operation.ts'
import { notificationPathSchema } from './by-id.ts'

const querySchema = z.strictObject(pageQuery)

const route = createRoute({
  method: 'get',
  path: '/v1/notifications/{id}/deliveries',
  operationId: 'listDeliveries',
  tags: ['AOI-3'],
  summary: 'List the outcomes of a notification by recipient',
  description:
    'The id of its registration identifies each recipient; nothing can be sent to this id. `label` is the name that the app gave its registration. A page has at most 1000 recipients, and `nextCursor` if more follow.',
  security: [{ apiKey: [] }],
  request: { params: notificationPathSchema, query: querySchema },
  responses: {
    200: jsonAnswer('A page of recipients', {
      schema: deliveriesSchema,
      example: {
        deliveries: [
          { registrationId: '12', label: 'kitchen', outcome: 'acked', ackedAt: EXAMPLES.acceptedAt },
        ],
      },
    }),
    ...notificationErrors(['400', '401', '404', '429', '503']),
  },
})

/** `GET /api/v1/notifications/{id}/deliveries` */
export function addListDeliveries(api: Api): void {
  addOperation(api, {
    route,
    family: 'notificationRes',
    run: async (c) => {
      const { context } = api.services()
      const scope = await requireApiKey(api, c)
      const { id } = readPath(c, notificationPathSchema)
      const page = pageOf(readQuery(c, querySchema))
      const { rows, nextCursor } = await listDeliveries(context, { scope, id, ...page })
      const deliveries: Deliveries = {
        deliveries: rows.map(toDelivery),
        ...(nextCursor === undefined ? {} : { nextCursor }),
      }
      return answer(deliveries)
    },
  })
}

function toDelivery(row: DeliveryRow): Deliveries['deliveries'][number] {
  return {
    registrationId: String(row.registrationId),
    ...(row.label === undefined ? {} : { label: row.label }),
    outcome: row.outcome,
    ...(row.ackedAt === undefined ? {} : { ackedAt: new Date(row.ackedAt).toISOString() }),
  }
}
