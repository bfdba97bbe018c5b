import { createRoute, z } from '@hono/zod-openapi'
import {
  clientAppRegistrationResSchema,
  webPushEndpoint as endpointOf,
  groupNonceReqSchema,
  groupRegistrationReqSchema,
  tokenProofNonceResSchema,
} from '#protocol'
import {
  type ChannelAuthority,
  issueChannelNonce,
  joinByChannel,
} from '#server/core/registrations/join-by-channel.ts'
import { registrationAnswer } from '#server/core/registrations/registration-answer.ts'
import { answer } from '../answer.ts'
import type { Api, ApiRequest } from '../api-services.ts'
import { countingFailures } from '../credentials.ts'
import { jsonAnswer, jsonBody, registrationErrors } from '../described.ts'
import { EXAMPLES } from '../examples.ts'
import { readMessage } from '../message.ts'
import { addOperation } from '../operation.ts'
import { readCaller } from '../read-caller.ts'
import { readToken } from './push-operation.ts'
import { findSender } from './require-sender.ts'

const { applicationName: ApplicationName, clientAppToken, serverUrl } = EXAMPLES
const params = z.object({ clientAppToken: z.string().meta({ example: `u1${'A'.repeat(43)}` }) })
const headers = z.object({ authorization: z.string().meta({ description: 'vapid t=…, k=…' }) })
const point = `B${'A'.repeat(86)}`
const nonce = 'A'.repeat(22)

const nonceRoute = createRoute({
  method: 'post',
  path: '/wp/{clientAppToken}/nonces',
  operationId: 'issueGroupNonce',
  tags: ['Web Push'],
  summary: 'Get a nonce to join a group by a browser’s subscription',
  description:
    'For a subscription of a browser that uses this AOI Server as its push service. `Authorization` is VAPID by the `applicationServerKey` of the subscription.',
  request: {
    params,
    headers,
    body: jsonBody({ schema: groupNonceReqSchema, example: { messageType: 'tokenProofNonceReq' } }),
  },
  responses: {
    200: jsonAnswer('The nonce', {
      schema: tokenProofNonceResSchema,
      example: { messageType: 'tokenProofNonceRes', code: '200', desc: 'OK', nonce, expiresIn: 60 },
    }),
    ...registrationErrors({ messageType: 'tokenProofNonceRes', schema: tokenProofNonceResSchema }),
  },
})

const joinRoute = createRoute({
  method: 'post',
  path: '/wp/{clientAppToken}/groups',
  operationId: 'joinGroup',
  tags: ['Web Push'],
  summary: 'Join a group by a browser’s subscription',
  description:
    'The browser becomes a member of the seed’s group. The server encrypts each notification to the group’s token for `keys` and delivers it through this subscription. In the `tokenProof` the token of the subscription replaces the AOI Client ID.',
  request: {
    params,
    headers,
    body: jsonBody({
      schema: groupRegistrationReqSchema,
      example: {
        messageType: 'clientAppRegistrationReq',
        ApplicationName,
        tokenProof: { origin: serverUrl, nonce, pkReg: point, signature: 'A'.repeat(86) },
        keys: { p256dh: point, auth: nonce },
      },
    }),
  },
  responses: {
    200: jsonAnswer('The browser is a member', {
      schema: clientAppRegistrationResSchema,
      example: {
        ...{ messageType: 'clientAppRegistrationRes', code: '200', desc: 'OK', clientAppToken },
        ...{ aoiServerUrl: serverUrl, webPushEndpoint: endpointOf(serverUrl, clientAppToken) },
      },
    }),
    ...registrationErrors({
      messageType: 'clientAppRegistrationRes',
      schema: clientAppRegistrationResSchema,
    }),
  },
})

/** `POST /wp/{clientAppToken}/nonces` and `POST /wp/{clientAppToken}/groups` */
export function addJoinGroup(api: Api): void {
  addOperation(api, {
    route: nonceRoute,
    family: 'tokenProofNonceRes',
    challenge: 'vapid',
    run: async (c) => {
      await readMessage(c, groupNonceReqSchema)
      const issued = await asAuthority(api, {
        c,
        run: (authority) => issueChannelNonce(api.services().context, authority),
      })
      return answer({ messageType: 'tokenProofNonceRes', code: '200', desc: 'OK', ...issued })
    },
  })
  addOperation(api, {
    route: joinRoute,
    family: 'clientAppRegistrationRes',
    challenge: 'vapid',
    run: async (c) => {
      const { context } = api.services()
      const { message } = await readMessage(c, groupRegistrationReqSchema)
      const {
        messageType: _,
        ApplicationName: applicationName,
        vapidKey,
        tokenScope,
        webPush,
        ...rest
      } = message
      const asked = {
        ...{ ...rest, applicationName, address: readCaller(api.services(), c).limitKey },
        ...(vapidKey !== undefined && { vapidKey }),
        ...(tokenScope !== undefined && { tokenScope }),
        ...(webPush !== undefined && { webPush }),
      }
      const run = (authority: ChannelAuthority) => joinByChannel(context, { ...asked, ...authority })
      return answer(registrationAnswer(context, await asAuthority(api, { c, run })))
    },
  })
}

/**
 * Runs an operation that only the holder of the subscription's key may run. Any other caller counts as a failed
 * sign-in.
 */
async function asAuthority<Result>(
  api: Api,
  { c, run }: { c: ApiRequest; run: (authority: ChannelAuthority) => Promise<Result> },
): Promise<Result> {
  const pushToken = readToken(c)
  const sender = await findSender(api, { c, clientAppToken: pushToken })
  return countingFailures(api, { c, signIn: () => run({ pushToken, sender }) })
}
