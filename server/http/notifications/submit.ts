import { createHash } from 'node:crypto'
import { createRoute, z } from '@hono/zod-openapi'
import {
  idempotencyKeySchema,
  type NotificationReq,
  notificationManyResSchema,
  notificationReqSchema,
  notificationResSchema,
} from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import { submitNotification } from '#server/core/notifications/submit-notification.ts'
import type { Api, ApiRequest } from '../api-services.ts'
import { requireApiKey } from '../credentials.ts'
import { jsonAnswer, jsonBody, notificationErrors } from '../described.ts'
import { EXAMPLES } from '../examples.ts'
import { checkElements, readMessage } from '../message.ts'
import { addOperation } from '../operation.ts'
import { answerMany, answerOne } from './accepted.ts'

const { clientAppToken, notificationId } = EXAMPLES
const accepted = { code: '200', desc: 'OK', notificationId, seq: 7, recipients: 3 }
const headersSchema = z.object({ 'idempotency-key': idempotencyKeySchema.optional() })

const route = createRoute({
  method: 'post',
  path: '/v1/notifications',
  operationId: 'submitNotification',
  tags: ['AOI-3'],
  summary: 'Send a notification',
  description:
    '201 means that it is on disk. With `clientAppTokens` one payload goes to up to 100 tokens in one transaction, and the answer has one result a token, in the order asked: 201 when at least one was accepted, 200 when none was. `Idempotency-Key` is kept for 24 hours: the same key with the same body gets the first answer again.',
  security: [{ apiKey: [] }],
  request: {
    headers: headersSchema,
    body: jsonBody({
      schema: notificationReqSchema,
      example: { messageType: 'notificationReq', clientAppToken, payload: { text: 'Hello' }, ttl: 3600 },
    }),
  },
  responses: {
    200: jsonAnswer('No token of `clientAppTokens` could be addressed; nothing was stored', {
      schema: notificationManyResSchema,
      example: {
        messageType: 'notificationRes',
        code: '200',
        desc: 'OK',
        results: [{ clientAppToken, code: '404', desc: 'Not Found' }],
      },
    }),
    201: {
      ...jsonAnswer('Accepted: on disk', {
        schema: z.union([notificationResSchema, notificationManyResSchema]),
        example: { messageType: 'notificationRes', ...accepted },
      }),
      headers: {
        Location: {
          description: 'The notification, when one token was addressed',
          schema: { type: 'string' as const },
        },
      },
    },
    ...notificationErrors(['400', '401', '403', '404', '409', '413', '422', '429', '503']),
  },
})

/** `POST /api/v1/notifications` */
export function addSubmitNotification(api: Api): void {
  addOperation(api, {
    route,
    family: 'notificationRes',
    run: async (c) => {
      const { context, isDraining, readiness } = api.services()
      const apiKey = await requireApiKey(api, c)
      if (isDraining()) throw new AoiError('unavailable', 'the server is draining', 5)
      readiness.refuseWhenDiskIsLow()
      const { request, idempotency } = await readSubmission(c)
      const results = await submitNotification(context, {
        apiKey,
        request,
        ...(idempotency && { idempotency }),
      })
      return request.clientAppTokens === undefined
        ? answerOne(results)
        : answerMany(request.clientAppTokens, results)
    },
  })
}

type Submission = { request: NotificationReq; idempotency: { key: string; bodyHash: string } | undefined }

async function readSubmission(c: ApiRequest): Promise<Submission> {
  const key = c.req.header('idempotency-key')
  checkElements(headersSchema, { 'idempotency-key': key })
  const { message, bytes } = await readMessage(c, notificationReqSchema)
  if (key === undefined) return { request: message, idempotency: undefined }
  return {
    request: message,
    idempotency: { key, bodyHash: createHash('sha256').update(bytes).digest('hex') },
  }
}
