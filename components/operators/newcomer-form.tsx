'use client'

import { useEffect, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import { callAuth } from './auth-api.ts'

const PASSWORD_CHARACTERS = 12

/** Becoming an operator: the first one by the setup code they type, others by the invitation in the link. */
export function NewcomerForm({ by }: { by: 'setup' | 'invitation' }) {
  const hydrated = useHydrated()
  const [why, setWhy] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [invited, setInvited] = useState<{ code: string; email: string; role: string }>()

  useEffect(() => {
    if (by === 'setup') return
    // After the `#`, so that it is in no log of a server or proxy.
    const code = decodeURIComponent(location.hash.slice(1))
    callAuth('/invitation', { body: { code } }).then(
      (answered) =>
        answered.ok
          ? setInvited({ code, email: String(answered.body.email), role: String(answered.body.role) })
          : setWhy(answered.why),
      () => undefined,
    )
  }, [by])

  async function submit(event: React.FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const given = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>
    setBusy(true)
    setWhy(undefined)
    const answered = await callAuth('/accept', {
      body: { ...given, ...(invited && { code: invited.code, email: invited.email }) },
    })
    if (answered.ok) return location.assign(by === 'setup' ? '/start' : '/')
    setWhy(answered.why)
    setBusy(false)
  }

  const waiting = by === 'invitation' && invited === undefined
  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="grid gap-4">
      <div role="alert" className="empty:hidden">
        {why === undefined ? null : (
          <Notice tone="danger" title={waiting ? 'This invitation does not work' : 'Not done'}>
            {why}
          </Notice>
        )}
      </div>
      {by === 'setup' ? (
        <TextField
          label="Setup code"
          hint="The server printed it when it started, and prints a new one at every start."
          name="code"
          placeholder="XXXX-XXXX-XXXX"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          required
          autoFocus
        />
      ) : null}
      {invited === undefined ? null : (
        <p>
          You will be <strong>{invited.role}</strong>, as <strong>{invited.email}</strong>.
        </p>
      )}
      {waiting ? null : (
        <>
          <TextField label="Your name" name="name" autoComplete="name" required />
          {by === 'setup' ? (
            <TextField
              label="E-mail"
              hint="What you sign in with. No mail is sent."
              name="email"
              type="email"
              autoComplete="username"
              required
            />
          ) : null}
          <TextField
            label="Password"
            hint={`${PASSWORD_CHARACTERS} characters or more. You can add a passkey afterwards.`}
            name="password"
            type="password"
            minLength={PASSWORD_CHARACTERS}
            autoComplete="new-password"
            required
          />
          <Button type="submit" look="primary" busy={busy || !hydrated}>
            {by === 'setup' ? 'Set up this server' : 'Join'}
          </Button>
        </>
      )}
    </form>
  )
}
