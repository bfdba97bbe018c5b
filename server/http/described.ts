import type { z } from '@hono/zod-openapi'
import { NOTIFICATION_DESC, type NotificationErrorCode, notificationErrorSchema } from '#protocol'

/** The header `Retry-After` of 429 and 503, with its description. */
export const retryHeaders = {
  'Retry-After': {
    description: 'Seconds to wait before the next attempt',
    schema: { type: 'integer' as const },
  },
}

/** One JSON answer of an operation, with an example. */
export function jsonAnswer(description: string, content: { schema: z.ZodType; example: unknown }) {
  return { description, content: { 'application/json': content } }
}

/** A JSON request body. */
export function jsonBody(content: { schema: z.ZodType; example: unknown }) {
  return { required: true, content: { 'application/json': content } }
}

/** The error answers of AOI-3 that an operation may give. */
export function notificationErrors(codes: readonly NotificationErrorCode[]) {
  return Object.fromEntries(
    codes.map((code) => [code, errorAnswer({ code, schema: notificationErrorSchema })]),
  )
}

/** The error answers of a registration message: only 400, 401 and 503. */
export function registrationErrors(message: { messageType: string; schema: z.ZodType }) {
  return Object.fromEntries(
    (['400', '401', '503'] as const).map((code) => [code, errorAnswer({ code, ...message })]),
  )
}

function errorAnswer(error: { code: NotificationErrorCode; schema: z.ZodType; messageType?: string }) {
  const { code, schema, messageType = 'notificationRes' } = error
  const example = {
    messageType,
    code,
    desc: NOTIFICATION_DESC[code],
    ...(isTemporary(code) ? { retryAfter: 1 } : {}),
  }
  return { ...jsonAnswer(NOTIFICATION_DESC[code], { schema, example }), ...headersOf(code) }
}

function isTemporary(code: NotificationErrorCode): boolean {
  return code === '429' || code === '503'
}

function headersOf(code: NotificationErrorCode) {
  return isTemporary(code) ? { headers: retryHeaders } : {}
}
