import {
  type AoiClientAppRegistrationReq,
  type ClientAppRegistrationRes,
  type RegistrationErrorCode,
  type TokenProofNonceRes,
  webPushEndpoint,
} from '#protocol'
import type { Context } from '../context.ts'
import { type AoiErrorCode, isAoiError } from '../errors.ts'
import type { RegisterClientAppInput, RegisteredClientApp } from './register-client-app.ts'

const RETRY_SECONDS = 5

/** Registration answers use only four codes, on every transport (`docs/protocol.md` section 1). */
export const REGISTRATION_CODES: Readonly<Record<AoiErrorCode, RegistrationErrorCode>> = {
  invalid: '400',
  unauthorized: '401',
  forbidden: '401',
  stepUp: '401',
  notFound: '400',
  inFlight: '503',
  exists: '400',
  tooLarge: '400',
  keyReused: '400',
  tooMany: '503',
  unavailable: '503',
}

/** Code and `desc` of a refused registration: one of the codes of `docs/protocol.md` section 1, on every transport. */
export type RegistrationRefused = { code: RegistrationErrorCode; desc: string; retryAfter?: number }

/** Maps an error to its refusal; `undefined` for an unexpected error. */
export function registrationRefused(error: unknown): RegistrationRefused | undefined {
  if (!isAoiError(error)) return undefined
  const code = REGISTRATION_CODES[error.code]
  if (code !== '503') return { code, desc: error.message }
  return { code, desc: error.message, retryAfter: error.retryAfter ?? RETRY_SECONDS }
}

/** The answer to an unexpected error, which is logged and not revealed. */
export const REGISTRATION_FAILED: RegistrationRefused = {
  code: '503',
  desc: 'Service Unavailable',
  retryAfter: RETRY_SECONDS,
}

/** Converts the AOI-2 request to the domain's input. */
export function registrationInput(request: AoiClientAppRegistrationReq): RegisterClientAppInput {
  const {
    aoiClientId,
    ApplicationName: applicationName,
    tokenSeed,
    tokenProof,
    vapidKey,
    tokenScope,
    webPush,
    subscription,
    label,
  } = request
  return {
    aoiClientId,
    applicationName,
    ...(tokenSeed === undefined ? {} : { tokenSeed }),
    ...(tokenProof === undefined ? {} : { tokenProof }),
    ...(vapidKey === undefined ? {} : { vapidKey }),
    ...(tokenScope === undefined ? {} : { tokenScope }),
    ...(webPush === undefined ? {} : { webPush }),
    ...(subscription === undefined ? {} : { subscription }),
    ...(label === undefined ? {} : { label }),
  }
}

/** Returns the answer to `tokenProofNonceReq`. */
export async function nonceAnswer(ctx: Context, aoiClientId: string): Promise<TokenProofNonceRes> {
  const issued = await ctx.tokenProofs.issue(aoiClientId)
  return { messageType: 'tokenProofNonceRes', code: '200', desc: 'OK', ...issued }
}

/** Returns the success response (OMA 9.3.1). */
export function registrationAnswer(ctx: Context, registered: RegisteredClientApp): ClientAppRegistrationRes {
  const { publicUrl } = ctx.settings
  const { clientAppToken } = registered.registration
  return {
    messageType: 'clientAppRegistrationRes',
    code: '200',
    desc: registered.desc,
    clientAppToken,
    aoiServerUrl: publicUrl,
    webPushEndpoint: webPushEndpoint(publicUrl, clientAppToken),
  }
}
