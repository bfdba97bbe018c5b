/**
 * Reasons why a request has no session. The body of every `401` of the dashboard's API and of sign-in carries one as
 * `reason`. The page can show it and let the operator sign in again without leaving the page.
 *
 * - `session-expired`: its time was over, or nobody used it for too long.
 * - `session-ended`: an operator ended it, or a change of password, authenticator or passkey did.
 * - `role-changed`: the operator has another role now, and signs in again to get it.
 * - `signed-out`: the request carries no session, for example after signing out in another tab.
 */
export const SESSION_END_REASONS = ['session-expired', 'session-ended', 'role-changed', 'signed-out'] as const
export type SessionEndReason = (typeof SESSION_END_REASONS)[number]

/** Reasons why sign-in or an act on operators was refused: `reason` of the answer. Pages translate it. */
export const REFUSAL_REASONS = [
  ...SESSION_END_REASONS,
  /** The operator must sign in again to confirm their identity. */
  'stepUp',
  /** E-mail address or password is wrong, or there is no such operator. */
  'wrongCredentials',
  /** The current password is wrong. */
  'wrongPassword',
  /** The code of the authenticator, or the backup code, is wrong or was used. */
  'wrongCode',
  /** This sign-in took too long, or was tried too often: it must begin again. */
  'signInAgain',
  /** No operator has this passkey. */
  'passkeyUnknown',
  /** The passkey's answer is not valid. */
  'passkeyRefused',
  /** `parameters`: `minimum`, `maximum`. */
  'passwordLength',
  'authenticatorIsOn',
  'authenticatorIsOff',
  /** The setup code or the invitation is not valid, was used, was withdrawn, or its inviter may not invite any more. */
  'invitationInvalid',
  /** The code for a new password is not valid, was used, or another link replaced it. */
  'resetInvalid',
  'operatorExists',
  'lastAdmin',
  /** The identity provider does not answer, or its settings are wrong. */
  'providerUnreachable',
  /** The identity provider did not confirm this sign-in, or it took too long: it must begin again. */
  'providerFailed',
  /** None of the person's groups at the identity provider gives a role here. */
  'providerNoRole',
  /** The identity provider has verified no e-mail address of the person. */
  'providerEmail',
  /** The person is no operator, and nobody invited them. */
  'providerNotInvited',
  /** The identity provider did not ask the person for their identity again. */
  'providerNotConfirmed',
  /** Only local admins may sign in without the identity provider. */
  'providerRequired',
  /** `parameters`: `maximum`. */
  'tooManyInvitations',
  /** `parameters`: `seconds`. */
  'tooManyAttempts',
  /** Any other reason. */
  'refused',
] as const
export type RefusalReason = (typeof REFUSAL_REASONS)[number]
