'use client'

import { useState } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { callAuth } from '../operators/auth-api.ts'
import { Button } from '../ui/button.tsx'
import { say } from '../ui/say.ts'
import { texts } from './texts.ts'

export function SignOut() {
  const t = useTexts(texts)
  const [busy, setBusy] = useState(false)
  async function leave() {
    setBusy(true)
    const answered = await callAuth('/sign-out', { body: {} })
    // Without a session there is nothing to end.
    if (answered.ok || answered.status === 401) return location.assign('/sign-in')
    setBusy(false)
    say(t.notSignedOut, 'danger')
  }
  return (
    <Button busy={busy} onClick={() => void leave()}>
      {t.signOut}
    </Button>
  )
}
