import { createRoute, z } from '@hono/zod-openapi'
import {
  clientAppRegistrationResSchema,
  clientAppSubscriptionReqSchema,
  clientAppTokenSchema,
  webPushEndpoint as endpointOf,
} from '#protocol'
import { moveSubscription } from '#server/core/push-members/move-subscription.ts'
import { registrationAnswer } from '#server/core/registrations/registration-answer.ts'
import { answer } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { requireAoiClient } from '../credentials.ts'
import { jsonAnswer, jsonBody, registrationErrors } from '../described.ts'
import { readPath } from '../elements.ts'
import { EXAMPLES } from '../examples.ts'
import { readMessage } from '../message.ts'
import { addOperation } from '../operation.ts'

const { clientAppToken: token, serverUrl: aoiServerUrl } = EXAMPLES
const family = 'clientAppRegistrationRes'
const pathSchema = z.strictObject({ clientAppToken: clientAppTokenSchema.meta({ example: token }) })

const route = createRoute({
  method: 'put',
  path: '/v1/client-app-registrations/{clientAppToken}/subscription',
  operationId: 'moveSubscription',
  tags: ['AOI-2'],
  summary: 'Set or remove the push subscription of a registration',
  description:
    'From then on the push service of the subscription delivers the registration while its AOI Client has no session. The cursor stays where it is. A browser that changed its subscription moves its registrations in this way. `null` removes the subscription.',
  security: [{ aoiClient: [] }],
  request: {
    params: pathSchema,
    body: jsonBody({
      schema: clientAppSubscriptionReqSchema,
      example: {
        messageType: 'clientAppSubscriptionReq',
        subscription: {
          endpoint: 'https://push.example.com/wp/1',
          keys: { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) },
        },
      },
    }),
  },
  responses: {
    200: jsonAnswer('The registration, with its new subscription', {
      schema: clientAppRegistrationResSchema,
      example: {
        ...{ messageType: family, code: '200', desc: 'OK', clientAppToken: token, aoiServerUrl },
        webPushEndpoint: endpointOf(aoiServerUrl, token),
      },
    }),
    ...registrationErrors({ messageType: family, schema: clientAppRegistrationResSchema }),
  },
})

/** `PUT /api/v1/client-app-registrations/{clientAppToken}/subscription` */
export function addMoveSubscription(api: Api): void {
  addOperation(api, {
    route,
    family,
    run: async (c) => {
      const { context } = api.services()
      const { aoiClientId } = await requireAoiClient(api, c)
      const { clientAppToken } = readPath(c, pathSchema)
      const { message } = await readMessage(c, clientAppSubscriptionReqSchema)
      const { subscription } = message
      const registration = await moveSubscription(context, { aoiClientId, clientAppToken, subscription })
      return answer(registrationAnswer(context, { registration, desc: 'OK' }))
    },
  })
}
