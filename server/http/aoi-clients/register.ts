import { createRoute } from '@hono/zod-openapi'
import { aoiClientRegistrationReqSchema, aoiClientRegistrationResSchema } from '#protocol'
import { registerAoiClient } from '#server/core/aoi-clients/register-aoi-client.ts'
import { answer } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { jsonAnswer, jsonBody, registrationErrors } from '../described.ts'
import { EXAMPLES } from '../examples.ts'
import { readMessage } from '../message.ts'
import { addOperation } from '../operation.ts'
import { readCaller } from '../read-caller.ts'

const { aoiClientId, aoiClientSecret } = EXAMPLES
const family = 'aoiClientRegistrationRes'

const route = createRoute({
  method: 'post',
  path: '/v1/aoi-clients',
  operationId: 'registerAoiClient',
  tags: ['AOI-2'],
  summary: 'Register an AOI Client',
  description:
    'Creates an AOI Client ID and its secret. Only this answer contains the secret. The request needs no credential, unless the operator requires an enrolment code (AOI_REGISTRATION). A limit applies to each address.',
  request: {
    body: jsonBody({
      schema: aoiClientRegistrationReqSchema,
      example: {
        messageType: 'aoiClientRegistrationReq',
        deviceInfo: { name: 'kitchen', platform: 'linux' },
      },
    }),
  },
  responses: {
    200: jsonAnswer('Registered', {
      schema: aoiClientRegistrationResSchema,
      example: { messageType: family, code: '200', desc: 'OK', aoiClientId, aoiClientSecret },
    }),
    ...registrationErrors({ messageType: family, schema: aoiClientRegistrationResSchema }),
  },
})

/** `POST /api/v1/aoi-clients` */
export function addRegisterAoiClient(api: Api): void {
  addOperation(api, {
    route,
    family,
    run: async (c) => {
      const services = api.services()
      const { message } = await readMessage(c, aoiClientRegistrationReqSchema)
      const address = readCaller(services, c).limitKey
      await api.limits.countRegistration(address)
      const { name, platform } = message.deviceInfo ?? {}
      const { enrolmentCode } = message
      const registered = await registerAoiClient(services.context, {
        ...(name === undefined ? {} : { name }),
        ...(platform === undefined ? {} : { platform }),
        enrolmentCode,
        address,
      })
      return answer({ messageType: family, code: '200', desc: 'OK', ...registered })
    },
  })
}
