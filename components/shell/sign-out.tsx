'use client'

import { useState } from 'react'
import { callAuth } from '../operators/auth-api.ts'
import { Button } from '../ui/button.tsx'

export function SignOut() {
  const [busy, setBusy] = useState(false)
  async function leave() {
    setBusy(true)
    await callAuth('/sign-out', { body: {} })
    location.assign('/sign-in')
  }
  return (
    <Button busy={busy} onClick={() => void leave()}>
      Sign out
    </Button>
  )
}
