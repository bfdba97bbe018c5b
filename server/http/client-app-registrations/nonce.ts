import { createRoute } from '@hono/zod-openapi'
import { tokenProofNonceReqSchema, tokenProofNonceResSchema } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import { nonceAnswer } from '#server/core/registrations/registration-answer.ts'
import { answer } from '../answer.ts'
import type { Api } from '../api-services.ts'
import { requireAoiClient } from '../credentials.ts'
import { jsonAnswer, jsonBody, registrationErrors } from '../described.ts'
import { EXAMPLES } from '../examples.ts'
import { readMessage } from '../message.ts'
import { addOperation } from '../operation.ts'

const { aoiClientId } = EXAMPLES
const family = 'tokenProofNonceRes'

const route = createRoute({
  method: 'post',
  path: '/v1/token-proof-nonces',
  operationId: 'issueTokenProofNonce',
  tags: ['AOI-2'],
  summary: 'Get a nonce for a tokenProof',
  description:
    'The nonce is valid for one registration by `tokenProof`, which proves a seed’s key without revealing the seed. It expires after a minute.',
  security: [{ aoiClient: [] }],
  request: {
    body: jsonBody({
      schema: tokenProofNonceReqSchema,
      example: { messageType: 'tokenProofNonceReq', aoiClientId },
    }),
  },
  responses: {
    200: jsonAnswer('The nonce', {
      schema: tokenProofNonceResSchema,
      example: { messageType: family, code: '200', desc: 'OK', nonce: 'A'.repeat(22), expiresIn: 60 },
    }),
    ...registrationErrors({ messageType: family, schema: tokenProofNonceResSchema }),
  },
})

/** `POST /api/v1/token-proof-nonces` */
export function addTokenProofNonce(api: Api): void {
  addOperation(api, {
    route,
    family,
    run: async (c) => {
      const caller = await requireAoiClient(api, c)
      const { message } = await readMessage(c, tokenProofNonceReqSchema)
      if (message.aoiClientId !== caller.aoiClientId) {
        throw new AoiError('unauthorized', 'aoiClientId: must be the AOI Client of the credential')
      }
      return answer(await nonceAnswer(api.services().context, caller.aoiClientId))
    },
  })
}
