'use client'

import { useEffect, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import { type AuthAnswer, callAuth } from './auth-api.ts'
import { nextPath } from './next-path.ts'
import { canUsePasskeys, signInWithPasskey } from './passkeys.ts'

type Props = {
  /** Given: this operator confirms who they are. */
  email?: string
  /** Left out: the browser goes on to where the person wanted to. */
  onSignedIn?: () => void
}

/** Signing in: by passkey, or by password and, where the operator has one, the code of their authenticator. */
export function SignInForm({ email, onSignedIn }: Props) {
  const hydrated = useHydrated()
  const [step, setStep] = useState<'password' | 'code'>('password')
  const [why, setWhy] = useState<string>()
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
    location.assign(nextPath(location.search))
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
          <Notice tone="danger" title="Not signed in">
            {why}
          </Notice>
        )}
      </div>
      {step === 'password' && passkeys ? (
        <>
          <Button look="primary" busy={busy} onClick={() => void attempt(signInWithPasskey())}>
            Sign in with a passkey
          </Button>
          <p className="text-center text-muted text-small">or with your password</p>
        </>
      ) : null}
      {step === 'password' ? (
        <>
          {email === undefined ? (
            <TextField label="E-mail" name="email" type="email" autoComplete="username webauthn" required />
          ) : (
            <input type="hidden" name="email" autoComplete="username" value={email} readOnly />
          )}
          <TextField
            label="Password"
            name="password"
            type="password"
            autoComplete="current-password"
            required
          />
        </>
      ) : (
        <TextField
          key="code"
          label="Code of your authenticator"
          hint="Six digits, or one of your backup codes."
          name="code"
          autoComplete="one-time-code"
          inputMode="text"
          autoFocus
          required
        />
      )}
      <Button
        type="submit"
        look={passkeys && step === 'password' ? 'plain' : 'primary'}
        busy={busy || !hydrated}
      >
        {step === 'password' ? (email === undefined ? 'Sign in' : 'Confirm') : 'Go on'}
      </Button>
    </form>
  )
}
