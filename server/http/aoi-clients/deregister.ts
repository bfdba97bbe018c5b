import { createRoute, z } from '@hono/zod-openapi'
import { aoiClientDeregistrationResSchema, aoiClientIdSchema } from '#protocol'
import { authenticateAoiClient } from '#server/core/aoi-clients/authenticate-aoi-client.ts'
import { endAoiClient } from '#server/core/aoi-clients/end-aoi-client.ts'
import { AoiError, isAoiError } from '#server/core/errors.ts'
import { answer } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { type AoiClientCredential, countingFailures, readAoiClientCredential } from '../credentials.ts'
import { jsonAnswer, registrationErrors } from '../described.ts'
import { readPath } from '../elements.ts'
import { EXAMPLES } from '../examples.ts'
import { addOperation } from '../operation.ts'

const family = 'aoiClientDeregistrationRes'
const pathSchema = z.strictObject({
  aoiClientId: aoiClientIdSchema.meta({ example: EXAMPLES.aoiClientId }),
})

const route = createRoute({
  method: 'delete',
  path: '/v1/aoi-clients/{aoiClientId}',
  operationId: 'deregisterAoiClient',
  tags: ['AOI-2'],
  summary: 'Deregister an AOI Client',
  description: 'Ends the calling AOI Client, with all its registrations and its session. Idempotent.',
  security: [{ aoiClient: [] }],
  request: { params: pathSchema },
  responses: {
    200: jsonAnswer('The AOI Client is deregistered', {
      schema: aoiClientDeregistrationResSchema,
      example: { messageType: family, code: '200', desc: 'OK' },
    }),
    ...registrationErrors({ messageType: family, schema: aoiClientDeregistrationResSchema }),
  },
})

/** `DELETE /api/v1/aoi-clients/{aoiClientId}` */
export function addDeregisterAoiClient(api: Api): void {
  addOperation(api, {
    route,
    family,
    run: async (c) => {
      const { aoiClientId } = readPath(c, pathSchema)
      await countingFailures(api, {
        c,
        signIn: () => endCaller(api, { ...readAoiClientCredential(c), named: aoiClientId }),
      })
      return answer({ messageType: family, code: '200', desc: 'OK' })
    },
  })
}

async function endCaller(api: Api, caller: AoiClientCredential & { named: string }): Promise<void> {
  const { context } = api.services()
  const { aoiClientId, named } = caller
  if (aoiClientId !== named)
    throw new AoiError('unauthorized', 'aoiClientId: an AOI Client may deregister only itself')
  try {
    await authenticateAoiClient(context, caller)
  } catch (error) {
    // The caller may repeat its request after a lost answer. The AOI Client is gone then, so the request has succeeded.
    const isGone = isAoiError(error) && (await context.store.findAoiClient(aoiClientId)) === undefined
    if (isGone) return
    throw error
  }
  await endAoiClient(context, { actor: aoiClientId, aoiClientId })
}
