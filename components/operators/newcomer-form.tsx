'use client'

import { useState } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import { callAuth } from './auth-api.ts'
import { NewPasswordField } from './new-password-field.tsx'
import { newcomerTexts } from './newcomer-texts.ts'
import { findNextPath } from './next-path.ts'
import { useInvitation } from './use-invitation.ts'

/** Makes a visitor an operator: the first one by the setup code, others by the invitation in the link. */
export function NewcomerForm({ by }: { by: 'setup' | 'invitation' }) {
  const t = useTexts(newcomerTexts)
  const hydrated = useHydrated()
  const { invitation, why: cannotBeUsed } = useInvitation({ isExpected: by === 'invitation' })
  const [refused, setRefused] = useState<string>()
  const [busy, setBusy] = useState(false)
  const why = refused ?? cannotBeUsed

  async function submit(event: React.FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const fields = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>
    setBusy(true)
    setRefused(undefined)
    const answer = await callAuth('/accept', {
      body: { ...fields, ...(invitation && { code: invitation.code, email: invitation.email }) },
    })
    if (answer.ok) return location.assign(findNextPath(location.search) ?? (by === 'setup' ? '/start' : '/'))
    setRefused(answer.why)
    setBusy(false)
  }

  const waiting = by === 'invitation' && invitation === undefined
  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="grid gap-4">
      <div role="alert" className="empty:hidden">
        {why === undefined ? null : (
          <Notice tone="danger" title={waiting ? t.invitationBad : t.notDone}>
            {why}
          </Notice>
        )}
      </div>
      {by === 'setup' ? <SetupCodeField /> : null}
      {invitation === undefined ? null : <p>{t.youWillBe(invitation.role, invitation.email)}</p>}
      {waiting ? null : (
        <>
          <PersonFields withEmail={by === 'setup'} />
          <Button type="submit" look="primary" busy={busy} disabled={!hydrated}>
            {by === 'setup' ? t.setup : t.join}
          </Button>
        </>
      )}
    </form>
  )
}

function SetupCodeField() {
  const t = useTexts(newcomerTexts)
  return (
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
  )
}

/** The fields of the account. An invitation brings the e-mail address along. */
function PersonFields({ withEmail }: { withEmail: boolean }) {
  const t = useTexts(newcomerTexts)
  return (
    <>
      <TextField label={t.yourName} name="name" autoComplete="name" required />
      {withEmail ? (
        <TextField
          label={t.email}
          hint={t.emailIs}
          name="email"
          type="email"
          autoComplete="username"
          required
        />
      ) : null}
      <NewPasswordField label={t.password} hint={t.passwordIs} />
    </>
  )
}
