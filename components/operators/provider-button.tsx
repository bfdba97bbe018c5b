'use client'

import { useState } from 'react'
import { defineTexts } from '../i18n/define-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import { callAuth } from './auth-api.ts'
import { nextPath } from './next-path.ts'
import { useConfirmation } from './use-confirmation.ts'

const texts = defineTexts({
  en: {
    signIn: (name: string) => `Sign in with ${name}`,
    confirm: (name: string) => `Confirm with ${name}`,
    tab: 'Confirm in the tab that has opened, and come back to this page.',
  },
  de: {
    signIn: (name: string) => `Mit ${name} anmelden`,
    confirm: (name: string) => `Mit ${name} bestätigen`,
    tab: 'Bestätigen Sie im neuen Tab, und kehren Sie zu dieser Seite zurück.',
  },
})

/** The page that the tab of a confirmation ends on. */
const CONFIRMED = '/sign-in?confirmed'

type Props = {
  /** The name of the identity provider. */
  name: string
  /** If set, this operator confirms their identity in another tab, so that the page keeps its state. */
  email: string | undefined
  onRefused: (why: string) => void
  onConfirmed: () => void
}

/** Signs in through the identity provider. */
export function ProviderButton({ name, email, onRefused, onConfirmed }: Props) {
  const t = useTexts(texts)
  const hydrated = useHydrated()
  const [busy, setBusy] = useState(false)
  const [isWaiting, setWaiting] = useState(false)
  useConfirmation({ email: isWaiting ? email : undefined, onConfirmed })

  async function begin() {
    // Opened before the first wait: browsers refuse a tab that opens long after the click.
    const tab = email === undefined ? null : window.open('', '_blank')
    setBusy(true)
    const next = email === undefined ? nextPath(location.search, location.hash) : CONFIRMED
    const answered = await callAuth('/sign-in/provider', { body: { next, confirms: email !== undefined } })
    if (!answered.ok) {
      tab?.close()
      setBusy(false)
      return onRefused(answered.why)
    }
    const url = String(answered.body.url)
    if (tab === null) return location.assign(url)
    tab.location.replace(url)
    setWaiting(true)
    setBusy(false)
  }

  return (
    <>
      <Button look="primary" busy={busy} disabled={!hydrated} onClick={() => void begin()}>
        {email === undefined ? t.signIn(name) : t.confirm(name)}
      </Button>
      <p role="status" className="text-center text-muted text-small empty:hidden">
        {isWaiting ? t.tab : null}
      </p>
    </>
  )
}
