import { createRoute } from '@hono/zod-openapi'
import {
  aoiClientAppRegistrationReqSchema,
  clientAppRegistrationResSchema,
  webPushEndpoint as endpointOf,
} from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import { registerClientApp } from '#server/core/registrations/register-client-app.ts'
import { registrationAnswer, registrationInput } from '#server/core/registrations/registration-answer.ts'
import { answer } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { requireAoiClient } from '../credentials.ts'
import { jsonAnswer, jsonBody, registrationErrors } from '../described.ts'
import { EXAMPLES } from '../examples.ts'
import { readMessage } from '../message.ts'
import { addOperation } from '../operation.ts'
import { readCaller } from '../read-caller.ts'

const { aoiClientId, applicationName: ApplicationName, clientAppToken, serverUrl: aoiServerUrl } = EXAMPLES
const webPushEndpoint = endpointOf(aoiServerUrl, clientAppToken)
const family = 'clientAppRegistrationRes'

const route = createRoute({
  method: 'post',
  path: '/v1/client-app-registrations',
  operationId: 'registerClientApp',
  tags: ['AOI-2'],
  summary: 'Register a Client Application',
  description:
    'Registers an instance of a Client Application at the calling AOI Client (OMA 8.2.5). Without `tokenSeed` every call creates a new unique Client App Token. With it, every instance with the same `ApplicationName`, `tokenSeed`, `vapidKey` and `tokenScope` gets the same token, on every AOI Server.',
  security: [{ aoiClient: [] }],
  request: {
    body: jsonBody({
      schema: aoiClientAppRegistrationReqSchema,
      example: {
        messageType: 'clientAppRegistrationReq',
        aoiClientId,
        ApplicationName,
        tokenSeed: 'a seed of the group',
      },
    }),
  },
  responses: {
    200: jsonAnswer('Registered', {
      schema: clientAppRegistrationResSchema,
      example: {
        messageType: family,
        code: '200',
        desc: 'OK',
        clientAppToken,
        aoiServerUrl,
        webPushEndpoint,
      },
    }),
    ...registrationErrors({ messageType: family, schema: clientAppRegistrationResSchema }),
  },
})

/** `POST /api/v1/client-app-registrations` */
export function addRegisterClientApp(api: Api): void {
  addOperation(api, {
    route,
    family,
    run: async (c) => {
      const { context, trustedProxies } = api.services()
      const caller = await requireAoiClient(api, c)
      const { message } = await readMessage(c, aoiClientAppRegistrationReqSchema)
      if (message.aoiClientId !== caller.aoiClientId) {
        throw new AoiError('unauthorized', 'aoiClientId: must be the AOI Client of the credential')
      }
      const address = readCaller({ trustedProxies }, c).limitKey
      const registered = await registerClientApp(context, { ...registrationInput(message), address })
      return answer(registrationAnswer(context, registered))
    },
  })
}
