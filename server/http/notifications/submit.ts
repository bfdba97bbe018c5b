import { createHash } from 'node:crypto'
import { createRoute, z } from '@hono/zod-openapi'
import {
  compactJson,
  findMember,
  idempotencyKeySchema,
  LIMITS,
  type NotificationReq,
  notificationAwaitedResSchema,
  notificationManyResSchema,
  notificationReqSchema,
  notificationResSchema,
  notificationScheduledResSchema,
} from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import { submitNotification } from '#server/core/notifications/submit-notification.ts'
import type { Api, ApiRequest } from '../api-services.ts'
import { requireApiKey } from '../credentials.ts'
import { jsonAnswer, jsonBody, notificationErrors } from '../described.ts'
import { EXAMPLES } from '../examples.ts'
import { checkElements, readMessage } from '../message.ts'
import { addOperation } from '../operation.ts'
import { appliedHeaders, preferHeaders, readWantedWait, untilQuerySchema } from '../prefer-wait.ts'
import { requireReady } from '../require-ready.ts'
import { answerMany, answerOne } from './accepted.ts'
import { answerAwaited } from './awaited.ts'

const { clientAppToken, notificationId } = EXAMPLES
const accepted = { code: '200', desc: 'OK', notificationId, seq: 7, recipients: 3 }
const headersSchema = z.object({ 'idempotency-key': idempotencyKeySchema.optional() })
const describedHeaders = headersSchema.extend(preferHeaders)

const route = createRoute({
  method: 'post',
  path: '/v1/notifications',
  operationId: 'submitNotification',
  tags: ['AOI-3'],
  summary: 'Send a notification',
  description:
    '201 means that the notification is on disk. With `clientAppTokens` one payload goes to up to 100 tokens in one transaction. The answer then has one result per token, in the order of the request: 201 when at least one was accepted, 200 when none was. With `deliverAt` the notification is on disk and waits until then. `Idempotency-Key` is kept for 24 hours: a request with the same key and the same body gets the first answer again. With `until` and `Prefer: wait=N` the answer comes when as many members of the one token have acknowledged, when no further member can, or after N seconds, and carries the outcome so far. The notification is accepted before the wait, whatever becomes of the wait.',
  security: [{ apiKey: [] }],
  request: {
    headers: describedHeaders,
    query: untilQuerySchema,
    body: jsonBody({
      schema: notificationReqSchema,
      example: { messageType: 'notificationReq', clientAppToken, payload: { text: 'Hello' }, ttl: 3600 },
    }),
  },
  responses: {
    200: jsonAnswer('No token of `clientAppTokens` accepted the notification; nothing was stored', {
      schema: notificationManyResSchema,
      example: {
        messageType: 'notificationRes',
        code: '200',
        desc: 'OK',
        results: [{ clientAppToken, code: '404', desc: 'Not Found' }],
      },
    }),
    201: {
      ...jsonAnswer('The notification is accepted and on disk', {
        schema: z.union([
          notificationResSchema,
          notificationScheduledResSchema,
          notificationAwaitedResSchema,
          notificationManyResSchema,
        ]),
        example: { messageType: 'notificationRes', ...accepted },
      }),
      headers: {
        ...appliedHeaders,
        Location: {
          description: 'URL of the notification, when the request named one token',
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
    door: 'json',
    run: async (c, trace) => {
      const { context } = api.services()
      const apiKey = await requireApiKey(api, c)
      requireReady(api)
      const wanted = readWantedWait(c)
      const { request, payload, idempotency } = await readSubmission(c, context.settings.maxPayloadBytes)
      if (wanted !== undefined && request.clientAppToken === undefined)
        throw new AoiError('invalid', 'until: needs one clientAppToken')
      const results = await submitNotification(context, {
        apiKey,
        request,
        payload,
        trace,
        ...(idempotency && { idempotency }),
      })
      if (request.clientAppTokens !== undefined) return answerMany(request.clientAppTokens, results)
      return wanted === undefined
        ? answerOne(context, results)
        : answerAwaited(context, { results, wanted, apiKeyId: apiKey.id, signal: c.req.raw.signal })
    },
  })
}

type Submission = {
  request: NotificationReq
  /** The payload's JSON as it was sent, without the white space between its tokens. */
  payload: string
  idempotency: { key: string; bodyHash: string } | undefined
}

/** The body may have the largest payload, and as much beside it as any other request. */
async function readSubmission(c: ApiRequest, maxPayloadBytes: number): Promise<Submission> {
  const key = c.req.header('idempotency-key')
  checkElements(headersSchema, { 'idempotency-key': key })
  const limitBytes = maxPayloadBytes + LIMITS.requestBodyBytes
  const { message, bytes, text } = await readMessage(c, notificationReqSchema, { limitBytes })
  const payload = payloadText(text)
  if (key === undefined) return { request: message, payload, idempotency: undefined }
  return {
    request: message,
    payload,
    idempotency: { key, bodyHash: createHash('sha256').update(bytes).digest('hex') },
  }
}

/**
 * Takes the payload from the text, where numbers keep every digit. Parsed numbers would lose some (RFC 8259 section 6).
 */
function payloadText(body: string): string {
  const range = findMember(body, { name: 'payload' })
  if (range === undefined) throw new AoiError('invalid', 'payload: is required')
  return compactJson(body.slice(range.start, range.end))
}
