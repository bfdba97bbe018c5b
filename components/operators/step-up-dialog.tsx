'use client'

import { useEffect, useState } from 'react'
import type { OwnAccount } from '#protocol/dashboard/account.ts'
import { defineTexts } from '../i18n/define-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { Dialog } from '../ui/dialog.tsx'
import { SignInForm } from './sign-in-form.tsx'

const texts = defineTexts({
  en: {
    confirmTitle: 'Confirm your identity',
    confirmIs: 'This action can cause harm, and you signed in more than five minutes ago.',
  },
  de: {
    confirmTitle: 'Bestätigen Sie Ihre Identität',
    confirmIs: 'Diese Aktion kann Schaden anrichten, und Ihre Anmeldung ist älter als fünf Minuten.',
  },
})

type Props = {
  email: string
  provider: string | undefined
  onEnd: (outcome: 'confirmed' | 'givenUp') => void
}

/** Asks the operator to prove their identity again. */
export function StepUpDialog({ email, provider, onEnd }: Props) {
  const t = useTexts(texts)
  // Without an identity provider, every operator has a password.
  const [hasPassword, setHasPassword] = useState(provider === undefined)
  useEffect(() => {
    if (provider === undefined) return
    readDashboard<OwnAccount>('readOwnAccount').then(
      (own) => setHasPassword(own.hasPassword),
      () => setHasPassword(true),
    )
  }, [provider])
  return (
    <Dialog
      name="stepUp"
      open
      onClose={() => onEnd('givenUp')}
      title={t.confirmTitle}
      description={t.confirmIs}
    >
      <SignInForm {...{ email, provider, hasPassword }} onSignedIn={() => onEnd('confirmed')} />
    </Dialog>
  )
}
