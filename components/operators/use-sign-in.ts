import { type FormEvent, useState } from 'react'
import { type AuthAnswer, callAuth } from './auth-api.ts'
import { nextPath } from './next-path.ts'

type Options = {
  email?: string | undefined
  onSignedIn?: (() => void) | undefined
  refused?: string | undefined
}

/** Runs the steps of a sign-in. `why` tells why the last attempt was refused. */
export function useSignIn({ email, onSignedIn, refused }: Options) {
  const [step, setStep] = useState<'password' | 'code'>('password')
  const [why, setWhy] = useState(refused)
  const [busy, setBusy] = useState(false)

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

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const read = (name: string) => String(form.get(name) ?? '')
    if (step === 'password') {
      const body = { email: email ?? read('email'), password: read('password') }
      return void attempt(callAuth('/sign-in/email', { body }))
    }
    const code = read('code').replaceAll(' ', '')
    const path = /^\d{6}$/.test(code) ? '/two-factor/verify-totp' : '/two-factor/verify-backup-code'
    void attempt(callAuth(path, { body: { code } }))
  }

  return { step, why, setWhy, busy, attempt, submit }
}
