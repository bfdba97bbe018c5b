import { createRoute } from '@hono/zod-openapi'
import { overviewSchema } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import { readOverview } from '#server/core/overview/read-overview.ts'
import { listAddresses } from '../addresses.ts'
import { answer } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { jsonAnswer, problem } from '../described.ts'
import { EXAMPLES } from '../examples.ts'
import { isLoopback } from '../loopback.ts'
import { addOperation } from '../operation.ts'

const { acceptedAt, serverUrl: publicUrl } = EXAMPLES

const route = createRoute({
  method: 'get',
  path: '/overview',
  operationId: 'getOverview',
  tags: ['Operations'],
  summary: 'What the page / shows',
  description: 'Served to this machine alone: every address on the way and the Host must be loopback.',
  responses: {
    200: jsonAnswer('Status, counts and the last notifications', {
      schema: overviewSchema,
      example: {
        readAt: acceptedAt,
        status: { startedAt: acceptedAt, draining: false, publicUrl, epochFingerprint: '0a1b2c' },
        counts: { aoiClients: 3, onlineAoiClients: 2, registrations: 5, sharedTokens: 1, uniqueTokens: 2 },
        someoneMaySend: true,
        notifications: [],
      },
    }),
    403: problem('403', 'Asked from another machine'),
    503: problem('503', 'Service Unavailable'),
  },
})

/** `GET /api/overview` */
export function addOverview(api: Api): void {
  addOperation(api, {
    route,
    family: undefined,
    run: async (c) => {
      if (!isLoopback({ addresses: listAddresses(c), host: c.req.header('host') })) {
        throw new AoiError('forbidden', 'the overview is shown on the machine of the server alone')
      }
      const { context, startedAt, isDraining, presence } = api.services()
      const { onlineAoiClients } = presence
      return answer(await readOverview(context, { startedAt, draining: isDraining(), onlineAoiClients }))
    },
  })
}
