import { createRoute, z } from '@hono/zod-openapi'
import { clientAppDeregistrationResSchema, clientAppTokenSchema } from '#protocol'
import { deregisterClientApp } from '#server/core/registrations/deregister-client-app.ts'
import { answer } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { requireAoiClient } from '../credentials.ts'
import { jsonAnswer, registrationErrors } from '../described.ts'
import { readPath } from '../elements.ts'
import { EXAMPLES } from '../examples.ts'
import { addOperation } from '../operation.ts'

const family = 'clientAppDeregistrationRes'
const pathSchema = z.strictObject({
  clientAppToken: clientAppTokenSchema.meta({ example: EXAMPLES.clientAppToken }),
})

const route = createRoute({
  method: 'delete',
  path: '/v1/client-app-registrations/{clientAppToken}',
  operationId: 'deregisterClientApp',
  tags: ['AOI-2'],
  summary: 'Deregister a Client Application',
  description:
    'Ends only the calling AOI Client’s registration to the token. Idempotent. The answer reveals nothing about other members of the token.',
  security: [{ aoiClient: [] }],
  request: { params: pathSchema },
  responses: {
    200: jsonAnswer('The AOI Client has no registration to this token', {
      schema: clientAppDeregistrationResSchema,
      example: { messageType: family, code: '200', desc: 'OK' },
    }),
    ...registrationErrors({ messageType: family, schema: clientAppDeregistrationResSchema }),
  },
})

/** `DELETE /api/v1/client-app-registrations/{clientAppToken}` */
export function addDeregisterClientApp(api: Api): void {
  addOperation(api, {
    route,
    family,
    run: async (c) => {
      const { context } = api.services()
      const { aoiClientId } = await requireAoiClient(api, c)
      const { clientAppToken } = readPath(c, pathSchema)
      await deregisterClientApp(context, { aoiClientId, clientAppToken })
      return answer({ messageType: family, code: '200', desc: 'OK' })
    },
  })
}
