'use client'

import { lazy, Suspense, useEffect, useState } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import { type AuthAnswer, callAuth } from './auth-api.ts'
import { entryTexts } from './entry-texts.ts'
import { nextPath } from './next-path.ts'
import { canUsePasskeys, signInWithPasskey } from './passkeys.ts'

/** Loaded only where there is an identity provider. */
const ProviderButton = lazy(() =>
  import('./provider-button.tsx').then((module) => ({ default: module.ProviderButton })),
)

type Props = {
  /** If set, this operator confirms their identity. */
  email?: string
  /** If missing, the browser goes on to the page that the person requested. */
  onSignedIn?: () => void
  /** The name of the identity provider, if there is one. */
  provider?: string | undefined
  /** False for an operator without a password. */
  hasPassword?: boolean
  /** Why the identity provider or the server refused the last sign-in. */
  refused?: string | undefined
}

/**
 * Signs in through the identity provider, by passkey, or by password and, if the operator has an authenticator, its
 * code.
 */
export function SignInForm({ email, onSignedIn, provider, hasPassword = true, refused }: Props) {
  const t = useTexts(entryTexts)
  const hydrated = useHydrated()
  const [step, setStep] = useState<'password' | 'code'>('password')
  const [why, setWhy] = useState(refused)
  const [busy, setBusy] = useState(false)
  const [passkeys, setPasskeys] = useState(false)
  useEffect(() => setPasskeys(canUsePasskeys()), [])

  async function attempt(answering: Promise<AuthAnswer>) {
    setBusy(true)
    setWhy(undefined)
    const answered = await answering
    if (!answered.ok) {
      setWhy(answered.why)
      return setBusy(false)
    }
    if (answered.body.twoFactorRedirect === true) {
      setStep('code')
      return setBusy(false)
    }
    if (onSignedIn !== undefined) return onSignedIn()
    location.assign(nextPath(location.search, location.hash))
  }

  function submit(event: React.FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const given = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>
    if (step === 'password')
      return void attempt(
        callAuth('/sign-in/email', { body: { email: email ?? given.email, password: given.password } }),
      )
    const code = (given.code ?? '').replaceAll(' ', '')
    const path = /^\d{6}$/.test(code) ? '/two-factor/verify-totp' : '/two-factor/verify-backup-code'
    void attempt(callAuth(path, { body: { code } }))
  }

  return (
    <form method="post" onSubmit={submit} className="grid gap-4">
      <div role="alert" className="empty:hidden">
        {why === undefined ? null : (
          <Notice tone="danger" title={t.notSignedIn}>
            {why}
          </Notice>
        )}
      </div>
      {step === 'password' && provider !== undefined ? (
        <Suspense>
          <ProviderButton
            {...{ name: provider, email, onRefused: setWhy }}
            onConfirmed={() => onSignedIn?.()}
          />
        </Suspense>
      ) : null}
      {step === 'password' && passkeys ? (
        <Button
          look={provider === undefined ? 'primary' : 'plain'}
          busy={busy}
          onClick={() => void attempt(signInWithPasskey())}
        >
          {t.withPasskey}
        </Button>
      ) : null}
      {step === 'password' && hasPassword && (passkeys || provider !== undefined) ? (
        <p className="text-center text-muted text-small">{t.orPassword}</p>
      ) : null}
      {step === 'code' ? null : hasPassword ? (
        <>
          {email === undefined ? (
            <TextField label={t.email} name="email" type="email" autoComplete="username webauthn" required />
          ) : (
            <input type="hidden" name="email" autoComplete="username" value={email} readOnly />
          )}
          <TextField
            label={t.password}
            name="password"
            type="password"
            autoComplete="current-password"
            required
          />
        </>
      ) : null}
      {step === 'code' ? (
        <TextField
          key="code"
          label={t.code}
          hint={t.codeIs}
          name="code"
          autoComplete="one-time-code"
          inputMode="text"
          autoFocus
          required
        />
      ) : null}
      {step === 'code' || hasPassword ? (
        <Button
          type="submit"
          look={(passkeys || provider !== undefined) && step === 'password' ? 'plain' : 'primary'}
          busy={busy}
          disabled={!hydrated}
        >
          {step === 'password' ? (email === undefined ? t.signIn : t.confirm) : t.goOn}
        </Button>
      ) : null}
    </form>
  )
}
