'use client'

import { useEffect, useState } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import { callAuth } from './auth-api.ts'
import { entryTexts } from './entry-texts.ts'
import { findNextPath } from './next-path.ts'

const PASSWORD_CHARACTERS = 12

/** Makes a visitor an operator: the first one by the setup code, others by the invitation in the link. */
export function NewcomerForm({ by }: { by: 'setup' | 'invitation' }) {
  const t = useTexts(entryTexts)
  const hydrated = useHydrated()
  const [why, setWhy] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [invited, setInvited] = useState<{ code: string; email: string; role: string }>()

  useEffect(() => {
    if (by === 'setup') return
    // The code stands after the `#`, so that it is in no log of a server or proxy.
    const code = location.hash.slice(1)
    if (code === '') return setWhy(t.invitationCut)
    callAuth('/invitation', { body: { code } }).then(
      (answered) =>
        answered.ok
          ? setInvited({ code, email: String(answered.body.email), role: String(answered.body.role) })
          : setWhy(answered.why),
      () => undefined,
    )
  }, [by, t])

  async function submit(event: React.FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const given = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>
    setBusy(true)
    setWhy(undefined)
    const answered = await callAuth('/accept', {
      body: { ...given, ...(invited && { code: invited.code, email: invited.email }) },
    })
    if (answered.ok)
      return location.assign(findNextPath(location.search) ?? (by === 'setup' ? '/start' : '/'))
    setWhy(answered.why)
    setBusy(false)
  }

  const waiting = by === 'invitation' && invited === undefined
  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="grid gap-4">
      <div role="alert" className="empty:hidden">
        {why === undefined ? null : (
          <Notice tone="danger" title={waiting ? t.invitationBad : t.notDone}>
            {why}
          </Notice>
        )}
      </div>
      {by === 'setup' ? (
        <TextField
          label={t.setupCode}
          hint={t.setupCodeIs}
          name="code"
          placeholder="XXXX-XXXX-XXXX"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          required
          autoFocus
        />
      ) : null}
      {invited === undefined ? null : <p>{t.youWillBe(invited.role, invited.email)}</p>}
      {waiting ? null : (
        <>
          <TextField label={t.yourName} name="name" autoComplete="name" required />
          {by === 'setup' ? (
            <TextField
              label={t.email}
              hint={t.emailIs}
              name="email"
              type="email"
              autoComplete="username"
              required
            />
          ) : null}
          <TextField
            label={t.password}
            hint={t.passwordIs(String(PASSWORD_CHARACTERS))}
            name="password"
            type="password"
            minLength={PASSWORD_CHARACTERS}
            autoComplete="new-password"
            required
          />
          <Button type="submit" look="primary" busy={busy} disabled={!hydrated}>
            {by === 'setup' ? t.setup : t.join}
          </Button>
        </>
      )}
    </form>
  )
}
