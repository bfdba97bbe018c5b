'use client'

import { lazy, Suspense, useEffect, useState } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import { entryTexts } from './entry-texts.ts'
import { canUsePasskeys, signInWithPasskey } from './passkeys.ts'
import { useSignIn } from './use-sign-in.ts'

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
  const { step, why, setWhy, busy, attempt, submit } = useSignIn({ email, onSignedIn, refused })
  const [passkeys, setPasskeys] = useState(false)
  useEffect(() => setPasskeys(canUsePasskeys()), [])
  const hasOtherWay = passkeys || provider !== undefined

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
      {step === 'password' && hasPassword && hasOtherWay ? (
        <p className="text-center text-muted text-small">{t.orPassword}</p>
      ) : null}
      {step === 'password' && hasPassword ? <PasswordFields email={email} /> : null}
      {step === 'code' ? <CodeField /> : null}
      {step === 'code' || hasPassword ? (
        <Button
          type="submit"
          look={hasOtherWay && step === 'password' ? 'plain' : 'primary'}
          busy={busy}
          disabled={!hydrated}
        >
          {step === 'password' ? (email === undefined ? t.signIn : t.confirm) : t.goOn}
        </Button>
      ) : null}
    </form>
  )
}

function PasswordFields({ email }: { email: string | undefined }) {
  const t = useTexts(entryTexts)
  return (
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
  )
}

function CodeField() {
  const t = useTexts(entryTexts)
  return (
    <TextField
      {...{ label: t.code, hint: t.codeIs, name: 'code', autoComplete: 'one-time-code', inputMode: 'text' }}
      autoFocus
      required
    />
  )
}
