import type { AoiClient } from '../aoi-client.ts'
import { type AoiClientErrorCode, isAoiClientError } from '../aoi-client-error.ts'
import { DAEMON_LIMITS } from './daemon-limits.ts'

/** How a request failed, with one of the codes that AOI-1 has (`docs/protocol.md` section 1). */
export type RequestFailure = { code: '400' | '401' | '503'; desc: string; retryAfter?: number }

/** The daemon itself refuses; `message` is the `desc` of the answer. */
export class RequestRefusal extends Error {
  override readonly name = 'RequestRefusal'
  readonly code: RequestFailure['code']

  constructor(code: RequestFailure['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** Returns the code of an `AoiClientError`; `undefined` for any other error. */
export function findErrorCode(error: unknown): AoiClientErrorCode | undefined {
  return isAoiClientError(error) ? error.code : undefined
}

/** Maps an error to the failure that the app gets; `undefined` for an unexpected error. */
export function findRequestFailure(error: unknown, aoiClient: AoiClient): RequestFailure | undefined {
  if (error instanceof RequestRefusal) return toFailure(error.code, error.message)
  const code = findErrorCode(error)
  if (code === undefined || !(error instanceof Error)) return undefined
  if (code === '400' || code === '401') return toFailure(code, error.message)
  const { state } = aoiClient
  const isRefused = state.name === 'closed' && ['credentialRevoked', 'refused'].includes(state.reason)
  return toFailure(isRefused ? '401' : '503', error.message)
}

/** Makes a failure; `503` gets a `retryAfter`. */
export function toFailure(code: RequestFailure['code'], desc: string): RequestFailure {
  return code === '503' ? { code, desc, retryAfter: DAEMON_LIMITS.retrySeconds } : { code, desc }
}
