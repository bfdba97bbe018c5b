import type { AoiError } from '#server/core/errors.ts'
import type { HookMessage, HookRequest, HookSettings, Shape } from '#server/core/hooks/shapes/shape.ts'

/** 2026-11-29T12:00:00Z */
export const RECEIVED_AT = Date.UTC(2026, 10, 29, 12)

type RequestInput = {
  body?: string | Uint8Array | object
  headers?: Record<string, string>
  query?: string
  path?: readonly string[]
  topic?: string
  method?: string
}

/** Returns a request as the door of a hook hands it over. An object as body is JSON. */
export function hookRequest({ body = '', headers = {}, query = '', ...rest }: RequestInput): HookRequest {
  const byName = new Headers(headers)
  const text = typeof body === 'object' && !(body instanceof Uint8Array) ? JSON.stringify(body) : body
  return {
    method: 'POST',
    query: new URLSearchParams(query),
    header: (name) => byName.get(name) ?? undefined,
    body: typeof text === 'string' ? new TextEncoder().encode(text) : text,
    receivedAt: RECEIVED_AT,
    ...rest,
  }
}

export const HOOK_SETTINGS: HookSettings = { name: 'Backups', template: undefined, signingSecret: undefined }

/** Returns the message that `shape` reads from a request; throws if it reads none. */
export function readMessage(
  shape: Shape,
  input: RequestInput,
  settings?: Partial<HookSettings>,
): HookMessage {
  const result = shape.read(hookRequest(input), { ...HOOK_SETTINGS, ...settings })
  if (result.kind !== 'message') throw new Error(`no message: ${result.reason}`)
  return result.message
}

/** Returns the error of a request that `shape` refuses. */
export function readRefusal(shape: Shape, input: RequestInput, settings?: Partial<HookSettings>): AoiError {
  try {
    shape.read(hookRequest(input), { ...HOOK_SETTINGS, ...settings })
  } catch (error) {
    return error as AoiError
  }
  throw new Error('the request is not refused')
}

/** Returns the answer to an accepted message. */
export function acceptMessage(shape: Shape, message: HookMessage) {
  return shape.accepted({
    notificationId: '019ad0f1-2b3c-7def-8123-456789abcdef',
    acceptedAt: RECEIVED_AT,
    expiresAt: RECEIVED_AT + 86_400_000,
    recipients: 2,
    message,
  })
}
