import { randomUUID } from 'node:crypto'
import { NOTIFICATION_DESC, type NotificationErrorCode, type RegistrationErrorCode } from '#protocol'
import type { AoiErrorCode } from '#server/core/errors.ts'
import { AoiError, isAoiError } from '#server/core/errors.ts'
import { answer } from './answer.ts'
import type { ApiServices } from './api-services.ts'

/** The `messageType` of an operation's answers; `undefined` where the protocol names no message. */
export type Family =
  | 'aoiClientRegistrationRes'
  | 'aoiClientDeregistrationRes'
  | 'clientAppRegistrationRes'
  | 'clientAppDeregistrationRes'
  | 'tokenProofNonceRes'
  | 'notificationRes'
  | undefined

/** Registration answers know four codes, on every transport (`docs/protocol.md` section 1). */
const REGISTRATION_CODES: Record<AoiErrorCode, RegistrationErrorCode> = {
  invalid: '400',
  unauthorized: '401',
  forbidden: '401',
  stepUp: '401',
  notFound: '400',
  inFlight: '503',
  tooLarge: '400',
  keyReused: '400',
  tooMany: '503',
  unavailable: '503',
}

/** AOI-3 (`docs/protocol.md` section 5), and every answer that is no registration. */
const NOTIFICATION_CODES: Record<AoiErrorCode, NotificationErrorCode> = {
  invalid: '400',
  unauthorized: '401',
  forbidden: '403',
  stepUp: '403',
  notFound: '404',
  inFlight: '409',
  tooLarge: '413',
  keyReused: '422',
  tooMany: '429',
  unavailable: '503',
}

type Failure = {
  family: Family
  /** `WWW-Authenticate` of a 401, where it is not the family's. */
  challenge?: string | undefined
  error: AoiError
  headers?: Record<string, string>
}

/** The answer to what went wrong by rule: the HTTP status equals `code`. */
export function answerError({ family, challenge, error, headers = {} }: Failure): Response {
  const code = codeOf(family, error.code)
  const retryAfter = error.retryAfter ?? (code === '429' || code === '503' ? 1 : undefined)
  const body = {
    ...(family === undefined ? {} : { messageType: family }),
    code,
    desc: error.message,
    ...(error.code === 'stepUp' ? { reason: 'stepUp' } : {}),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  }
  return answer(body, {
    status: Number(code),
    headers: {
      ...headers,
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...(code === '401' ? { 'www-authenticate': challenge ?? challengeOf(family) } : {}),
    },
  })
}

/** Answers `error`. One that no rule foresees is logged whole, answered with a fixed body, and then ends the process (R8). */
export function answerFailure(
  services: Pick<ApiServices, 'context' | 'onUnexpected'> | undefined,
  failure: { family: Family; challenge?: string | undefined; error: unknown },
): Response {
  const { family, challenge, error } = failure
  if (isAoiError(error)) return answerError({ family, challenge, error })
  const requestId = randomUUID()
  services?.context.log.error({ err: error, requestId }, 'a request failed unexpectedly')
  setImmediate(() => services?.onUnexpected(error))
  const fixed = new AoiError('unavailable', `${NOTIFICATION_DESC['503']} (request ${requestId})`, 5)
  return answerError({ family, error: fixed, headers: { 'x-request-id': requestId } })
}

function codeOf(family: Family, code: AoiErrorCode): NotificationErrorCode {
  const isRegistration = family !== undefined && family !== 'notificationRes'
  return isRegistration ? REGISTRATION_CODES[code] : NOTIFICATION_CODES[code]
}

function challengeOf(family: Family): string {
  return family === 'notificationRes' ? 'Bearer realm="AOI-3"' : 'Basic realm="AOI-2", charset="UTF-8"'
}
