import { NOTIFICATION_DESC, type NotificationErrorCode } from '#protocol'
import type { AoiErrorCode } from '#server/core/errors.ts'
import { AoiError, isAoiError } from '#server/core/errors.ts'
import { REGISTRATION_CODES } from '#server/core/registrations/registration-answer.ts'
import { answer } from './answer.ts'
import type { ApiRequest, ApiServices } from './api-services.ts'
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.ts'

/** The `messageType` of an operation's answers; `undefined` where the protocol names no message. */
export type Family =
  | 'aoiClientRegistrationRes'
  | 'aoiClientDeregistrationRes'
  | 'clientAppRegistrationRes'
  | 'clientAppDeregistrationRes'
  | 'tokenProofNonceRes'
  | 'notificationRes'
  | undefined

/** The codes of AOI-3 (`docs/protocol.md` section 5), and of every other answer that is no registration. */
const NOTIFICATION_CODES: Record<AoiErrorCode, NotificationErrorCode> = {
  invalid: '400',
  unauthorized: '401',
  forbidden: '403',
  stepUp: '403',
  notFound: '404',
  inFlight: '409',
  exists: '409',
  tooLarge: '413',
  keyReused: '422',
  tooMany: '429',
  unavailable: '503',
}

type Failure = {
  family: Family
  /** `WWW-Authenticate` of a 401. By default it is the family's. */
  challenge?: string | undefined
  error: AoiError
  headers?: Record<string, string>
}

/** Returns the answer to an expected error. The HTTP status equals `code`. */
export function answerError({ family, challenge, error, headers = {} }: Failure): Response {
  const code = codeOf(family, error.code)
  const retryAfter = error.retryAfter ?? (code === '429' || code === '503' ? 1 : undefined)
  const body = {
    ...(family === undefined ? {} : { messageType: family }),
    code,
    desc: error.message,
    ...(error.code === 'stepUp' ? { reason: 'stepUp' } : {}),
    ...(error.reason === undefined ? {} : { reason: error.reason }),
    ...(error.parameters === undefined ? {} : { parameters: error.parameters }),
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

type RequestFailure = {
  c: ApiRequest
  family: Family
  challenge?: string | undefined
  /** Method and pattern of the route, without the caller's values. */
  name: string
  error: unknown
}

/**
 * Answers `error`. An unexpected error ends only this request (R8): the server logs it whole, counts it, and answers a
 * fixed 500 with the request's id. A registration gets 503 instead, because 500 is none of its four codes.
 */
export function answerFailure(
  services: Pick<ApiServices, 'onUnexpected'> | undefined,
  { c, family, challenge, name, error }: RequestFailure,
): Response {
  if (isAoiError(error)) return answerError({ family, challenge, error })
  const requestId = requestIdOf(c.env.incoming)
  services?.onUnexpected(error, { kind: 'request', name, requestId })
  return answerUnexpected(family, requestId)
}

/** The fixed answer to a request that failed unexpectedly. */
export function answerUnexpected(family: Family, requestId: string): Response {
  const headers = { [REQUEST_ID_HEADER]: requestId }
  if (isRegistration(family)) {
    const desc = `${NOTIFICATION_DESC['503']} (request ${requestId})`
    return answerError({ family, error: new AoiError('unavailable', desc, 5), headers })
  }
  const messageType = family === undefined ? {} : { messageType: family }
  const desc = `${NOTIFICATION_DESC['500']} (request ${requestId})`
  return answer({ ...messageType, code: '500', desc }, { status: 500, headers })
}

function codeOf(family: Family, code: AoiErrorCode): NotificationErrorCode {
  return isRegistration(family) ? REGISTRATION_CODES[code] : NOTIFICATION_CODES[code]
}

/** Whether answers of this family use only the four codes of registrations. */
export function isRegistration(family: Family): boolean {
  return family !== undefined && family !== 'notificationRes'
}

function challengeOf(family: Family): string {
  return family === 'notificationRes' ? 'Bearer realm="AOI-3"' : 'Basic realm="AOI-2", charset="UTF-8"'
}
