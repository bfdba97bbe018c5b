import { createHash } from 'node:crypto'
import { createRoute, z } from '@hono/zod-openapi'
import {
  compactJson,
  eachElement,
  findMember,
  idempotencyKeySchema,
  LIMITS,
  NOTIFICATION_DESC,
  notificationBatchReqSchema,
  notificationManyResSchema,
} from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import { type BatchInput, submitBatch } from '#server/core/notifications/submit-batch.ts'
import type { AppendOutcome } from '#server/core/store.ts'
import { answer } from '../answer.ts'
import type { Api, ApiRequest } from '../api-services.ts'
import { requireApiKey } from '../credentials.ts'
import { jsonAnswer, jsonBody, notificationErrors } from '../described.ts'
import { EXAMPLES } from '../examples.ts'
import { checkElements, readMessage } from '../message.ts'
import { addOperation } from '../operation.ts'
import { requireReady } from '../require-ready.ts'
import { toTokenResult } from './accepted.ts'

const { clientAppToken, notificationId } = EXAMPLES
const headersSchema = z.object({ 'idempotency-key': idempotencyKeySchema.optional() })
/** The message, its array, and the element are above a payload. */
const LEVELS = 3

const route = createRoute({
  method: 'post',
  path: '/v1/notification-batches',
  operationId: 'submitNotificationBatch',
  tags: ['AOI-3'],
  summary: 'Send notifications with different payloads, all or none',
  description:
    'Up to 100 notifications in one transaction. 201 means that all are on disk, with one result each, in order. If one is refused, nothing is stored: the answer names each in `errors` by its index, and the status is that of the first. `Idempotency-Key` covers the batch as a whole.',
  security: [{ apiKey: [] }],
  request: {
    headers: headersSchema,
    body: jsonBody({
      schema: notificationBatchReqSchema,
      example: {
        messageType: 'notificationBatchReq',
        notifications: [
          { clientAppToken, payload: { seat: 1 } },
          { clientAppToken, payload: { seat: 2 }, ttl: 60 },
        ],
      },
    }),
  },
  responses: {
    201: jsonAnswer('All notifications are accepted and on disk', {
      schema: notificationManyResSchema,
      example: {
        ...{ messageType: 'notificationRes', code: '200', desc: 'OK' },
        results: [{ clientAppToken, code: '200', desc: 'OK', notificationId, seq: 7, recipients: 3 }],
      },
    }),
    ...notificationErrors(['400', '401', '403', '404', '409', '413', '422', '429', '503']),
  },
})

/** `POST /api/v1/notification-batches` */
export function addSubmitBatch(api: Api): void {
  addOperation(api, {
    route,
    family: 'notificationRes',
    door: 'json',
    run: async (c, trace) => {
      const { context } = api.services()
      const apiKey = await requireApiKey(api, c)
      requireReady(api)
      const outcome = await submitBatch(context, { apiKey, trace, ...(await readBatch(c)) })
      if (outcome.kind === 'refused') return answerRefused(outcome)
      const results = outcome.results.map(toTokenResult)
      return answer({ messageType: 'notificationRes', code: '200', desc: 'OK', results }, { status: 201 })
    },
  })
}

async function readBatch(c: ApiRequest): Promise<Pick<BatchInput, 'requests' | 'payloads' | 'idempotency'>> {
  const key = c.req.header('idempotency-key')
  checkElements(headersSchema, { 'idempotency-key': key })
  const { message, bytes, text } = await readMessage(c, notificationBatchReqSchema, {
    ...{ limitBytes: LIMITS.batchBytes, levels: LEVELS },
  })
  const batch = { requests: message.notifications, payloads: readPayloads(text) }
  if (key === undefined) return batch
  return { ...batch, idempotency: { key, bodyHash: createHash('sha256').update(bytes).digest('hex') } }
}

/** Takes the payloads from the text, where numbers keep every digit. */
function readPayloads(text: string): string[] {
  const array = findMember(text, { name: 'notifications' })
  return [...eachElement(text, array?.start)].map(({ start }) => {
    const payload = findMember(text, { name: 'payload', from: start })
    if (payload === undefined) throw new AoiError('invalid', 'payload: is required')
    return compactJson(text.slice(payload.start, payload.end))
  })
}

type Refused = Extract<AppendOutcome, { kind: 'refused' }>

function answerRefused({ refusals }: Refused): Response {
  const errors = refusals.map(({ index, outcome }) => {
    const code = outcome === 'unknownToken' ? ('404' as const) : ('403' as const)
    return { index, code, desc: NOTIFICATION_DESC[code] }
  })
  const [first = { index: 0, code: '404' as const }] = errors
  const reason =
    first.code === '404'
      ? 'this AOI Server has no such token'
      : 'the API key may not send to this clientAppToken'
  const desc = `notifications.${first.index}.clientAppToken: ${reason}; nothing of the batch is stored`
  return answer(
    { messageType: 'notificationRes', code: first.code, desc, errors },
    { status: Number(first.code) },
  )
}
