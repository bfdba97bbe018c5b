'use client'

import { type FormEvent, useContext, useEffect, useState } from 'react'
import { LocaleContext, useTexts } from '../i18n/use-texts.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import { callAuth } from './auth-api.ts'
import { NewPasswordField } from './new-password-field.tsx'
import { resetTexts } from './reset-texts.ts'

type State = 'asking' | 'sent' | 'choosing' | 'done'

/** Asks for a mail with a link or, opened by the link, for the new password. */
export function ResetForm({ hasMail }: { hasMail: boolean }) {
  const t = useTexts(resetTexts)
  const language = useContext(LocaleContext)
  const hydrated = useHydrated()
  const [state, setState] = useState<State>('asking')
  const [why, setWhy] = useState<string>()
  const [busy, setBusy] = useState(false)
  // The code stands after the `#`, so that it is in no log of a server or proxy.
  useEffect(() => {
    if (location.hash.length > 1) setState('choosing')
  }, [])

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const fields = Object.fromEntries(new FormData(event.currentTarget))
    setBusy(true)
    setWhy(undefined)
    const answer =
      state === 'choosing'
        ? await callAuth('/new-password', { body: { ...fields, code: location.hash.slice(1) } })
        : await callAuth('/forgotten-password', { body: { ...fields, language } })
    setBusy(false)
    if (answer.ok) setState(state === 'choosing' ? 'done' : 'sent')
    else setWhy(answer.why)
  }

  if (state === 'done')
    return (
      <div role="status" className="grid justify-items-start gap-3">
        <p className="font-semibold">{t.done}</p>
        <a href="/sign-in" className={buttonClass()}>
          {t.signIn}
        </a>
      </div>
    )
  if (state === 'asking' && !hasMail)
    return (
      <Notice tone="warning" title={t.noMail}>
        {t.noMailIs}
      </Notice>
    )
  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="grid gap-4">
      <div role="alert" className="empty:hidden">
        {why === undefined ? null : (
          <Notice tone="danger" title={t.notDone}>
            {why}
          </Notice>
        )}
      </div>
      <div role="status" className="empty:hidden">
        {state === 'sent' ? (
          <>
            <p className="font-semibold">{t.sent}</p>
            <p>{t.sentIs}</p>
          </>
        ) : null}
      </div>
      {state === 'choosing' ? (
        <NewPasswordField label={t.password} hint={t.passwordIs} />
      ) : (
        <TextField label={t.email} name="email" type="email" autoComplete="username" required />
      )}
      <Button type="submit" look="primary" busy={busy} disabled={!hydrated}>
        {state === 'choosing' ? t.set : t.send}
      </Button>
    </form>
  )
}
