import { LIMITS } from '#protocol'
import type { RefusalReason } from '#protocol/dashboard/sign-in.ts'
import { answer } from '../answer.ts'
import type { AuthOperation } from './auth-operations.ts'

/** The reason that pages know for each code of better-auth. */
const REASONS: Readonly<Record<string, RefusalReason>> = {
  INVALID_EMAIL_OR_PASSWORD: 'wrongCredentials',
  INVALID_PASSWORD: 'wrongPassword',
  INVALID_CODE: 'wrongCode',
  INVALID_BACKUP_CODE: 'wrongCode',
  INVALID_TWO_FACTOR_COOKIE: 'signInAgain',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'signInAgain',
  CHALLENGE_NOT_FOUND: 'signInAgain',
  PASSKEY_NOT_FOUND: 'passkeyUnknown',
  AUTHENTICATION_FAILED: 'passkeyRefused',
  FAILED_TO_VERIFY_REGISTRATION: 'passkeyRefused',
  PASSWORD_TOO_SHORT: 'passwordLength',
  PASSWORD_TOO_LONG: 'passwordLength',
  TOTP_ALREADY_ENABLED: 'authenticatorIsOn',
  TOTP_NOT_ENABLED: 'authenticatorIsOff',
  TWO_FACTOR_NOT_ENABLED: 'authenticatorIsOff',
  BACKUP_CODES_NOT_ENABLED: 'authenticatorIsOff',
  PROVIDER_REQUIRED: 'providerRequired',
}

const PARAMETERS: Partial<Record<RefusalReason, Record<string, number>>> = {
  passwordLength: {
    minimum: LIMITS.operatorPasswordCharacters,
    maximum: LIMITS.operatorPasswordMaximumCharacters,
  },
}

/**
 * Turns an answer of better-auth into this server's. It passes on the cookies and the elements of the body that
 * `answers` selects.
 */
export async function answerAuth(
  { answers }: Pick<AuthOperation, 'answers'>,
  answered: Response,
): Promise<Response> {
  const body = ((await answered.json().catch(() => ({}))) ?? {}) as Record<string, unknown>
  const given = answered.ok
    ? answer(answers(body), { status: answered.status })
    : refuse(body, answered.status)
  const headers = new Headers(given.headers)
  for (const cookie of answered.headers.getSetCookie()) headers.append('set-cookie', cookie)
  return new Response(given.body, { status: given.status, headers })
}

function refuse(body: Record<string, unknown>, status: number): Response {
  const reason = REASONS[String(body.code)] ?? 'refused'
  const desc = typeof body.message === 'string' ? body.message : 'refused'
  const parameters = PARAMETERS[reason]
  return answer(
    { code: String(status), desc, reason, ...(parameters === undefined ? {} : { parameters }) },
    { status },
  )
}
