'use client'

import { useState } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { showToast } from '../ui/toast.ts'
import { texts } from './texts.ts'

export function SignOut() {
  const t = useTexts(texts)
  const [busy, setBusy] = useState(false)
  async function leave() {
    setBusy(true)
    const answered = await endSession()
    // A 401 means that there is no session to end.
    if (answered !== undefined && (answered.ok || answered.status === 401)) return location.assign('/sign-in')
    setBusy(false)
    showToast(t.notSignedOut, 'danger')
  }
  return (
    <Button busy={busy} onClick={() => void leave()}>
      {t.signOut}
    </Button>
  )
}

/**
 * Every page has the button, but few visits use it: its code is loaded when it is pressed. Returns undefined if the
 * code cannot be loaded.
 */
async function endSession() {
  const door = await import('../operators/auth-api.ts').catch(() => undefined)
  return door?.callAuth('/sign-out', { body: {} })
}
