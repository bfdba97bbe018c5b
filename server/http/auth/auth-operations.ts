import { z } from 'zod'
import { LIMITS } from '#protocol'
import { NEWS_LANGUAGES } from '#protocol/finding-texts.ts'
import type { Secret } from './attempt-limits.ts'

const code = z.string().min(1).max(64)
const password = z.string().min(1).max(LIMITS.operatorPasswordMaximumCharacters)
const email = z.string().min(1).max(LIMITS.operatorEmailCharacters)
const newPassword = z
  .string()
  .min(LIMITS.operatorPasswordCharacters)
  .max(LIMITS.operatorPasswordMaximumCharacters)
const passkeyName = z.string().trim().min(1).max(LIMITS.operatorNameCharacters)
const passkeyAnswer = z.record(z.string(), z.unknown())
const nothing = z.strictObject({})

export const codeSchema = z.strictObject({ code })

export const newcomerSchema = z.strictObject({
  code,
  name: z.string().trim().min(1).max(LIMITS.operatorNameCharacters),
  email: z.email().max(LIMITS.operatorEmailCharacters),
  password: newPassword,
})

export const forgottenSchema = z.strictObject({
  email: z.email().max(LIMITS.operatorEmailCharacters),
  /** The language of the mail. */
  language: z.enum(NEWS_LANGUAGES).default('en'),
})

export const newPasswordSchema = z.strictObject({ code, password: newPassword })

export type AuthOperation = {
  method: 'GET' | 'POST'
  path: string
  /** The elements of the body, or of a GET's query. Others are refused. */
  takes: z.ZodType<object>
  /** The kind of secret in the request. Its failures are limited. */
  secret?: Secret
  /** The operator must be signed in or, for `stepUp`, must have signed in a short time ago. */
  needs?: 'session' | 'stepUp'
  /** The limit of requests from an address in a minute, for an operation that is open to everybody. */
  perAddressPerMinute?: 'passkeyChallengesPerAddressPerMinute'
  /** Selects the elements of better-auth's answer to pass on. Nothing else passes, so a session's token never does. */
  answers: (answered: Record<string, unknown>) => object
}

const done = () => ({})
const whole = (answered: Record<string, unknown>) => answered
const only =
  (...names: readonly string[]) =>
  (answered: Record<string, unknown>) =>
    Object.fromEntries(names.filter((name) => name in answered).map((name) => [name, answered[name]]))

/** Every operation of better-auth that the server serves, with every element that it accepts. It refuses all others. */
export const AUTH_OPERATIONS: readonly AuthOperation[] = [
  {
    ...{ method: 'POST', path: '/sign-in/email', secret: 'password' },
    takes: z.strictObject({ email, password }),
    answers: only('twoFactorRedirect'),
  },
  { method: 'POST', path: '/sign-out', takes: nothing, answers: done },
  {
    ...{ method: 'POST', path: '/change-password', secret: 'password', needs: 'stepUp' },
    takes: z.strictObject({
      currentPassword: password,
      newPassword,
      revokeOtherSessions: z.literal(true).default(true),
    }),
    answers: done,
  },
  {
    ...{ method: 'POST', path: '/two-factor/enable', secret: 'password', needs: 'stepUp' },
    takes: z.strictObject({ password }),
    answers: only('totpURI', 'backupCodes'),
  },
  {
    ...{ method: 'POST', path: '/two-factor/disable', secret: 'password', needs: 'stepUp' },
    takes: z.strictObject({ password }),
    answers: done,
  },
  {
    ...{ method: 'POST', path: '/two-factor/verify-totp', secret: 'code' },
    takes: codeSchema,
    answers: done,
  },
  {
    ...{ method: 'POST', path: '/two-factor/verify-backup-code', secret: 'code' },
    takes: codeSchema,
    answers: done,
  },
  {
    ...{ method: 'POST', path: '/two-factor/generate-backup-codes', secret: 'password', needs: 'stepUp' },
    takes: z.strictObject({ password }),
    answers: only('backupCodes'),
  },
  {
    ...{ method: 'GET', path: '/passkey/generate-register-options', needs: 'stepUp' },
    takes: z.strictObject({ name: passkeyName.optional() }),
    answers: whole,
  },
  {
    ...{ method: 'POST', path: '/passkey/verify-registration', needs: 'stepUp' },
    takes: z.strictObject({ name: passkeyName.optional(), response: passkeyAnswer }),
    answers: only('id', 'name', 'createdAt'),
  },
  {
    ...{ method: 'GET', path: '/passkey/generate-authenticate-options', takes: nothing },
    perAddressPerMinute: 'passkeyChallengesPerAddressPerMinute',
    answers: whole,
  },
  {
    ...{ method: 'POST', path: '/passkey/verify-authentication', secret: 'passkey' },
    takes: z.strictObject({ response: passkeyAnswer }),
    answers: done,
  },
  {
    ...{ method: 'GET', path: '/passkey/list-user-passkeys', needs: 'session', takes: nothing },
    answers: (answered) =>
      Object.values(answered).map((passkey) => only('id', 'name', 'createdAt')(passkey as typeof answered)),
  },
  {
    ...{ method: 'POST', path: '/passkey/delete-passkey', needs: 'stepUp' },
    takes: z.strictObject({ id: z.string().min(1).max(64) }),
    answers: done,
  },
]
