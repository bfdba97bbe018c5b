'use client'

import { useState } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { callAuth } from '../operators/auth-api.ts'
import { Button } from '../ui/button.tsx'
import { texts } from './texts.ts'

export function SignOut() {
  const t = useTexts(texts)
  const [busy, setBusy] = useState(false)
  async function leave() {
    setBusy(true)
    await callAuth('/sign-out', { body: {} })
    location.assign('/sign-in')
  }
  return (
    <Button busy={busy} onClick={() => void leave()}>
      {t.signOut}
    </Button>
  )
}
