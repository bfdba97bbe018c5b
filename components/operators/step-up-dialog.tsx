'use client'

import { useEffect, useState } from 'react'
import type { OwnAccount } from '#protocol/dashboard/account.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { Dialog } from '../ui/dialog.tsx'
import { entryTexts } from './entry-texts.ts'
import { SignInForm } from './sign-in-form.tsx'

type Props = {
  email: string
  provider: string | undefined
  onEnd: (outcome: 'confirmed' | 'givenUp') => void
}

/** Asks the operator to prove their identity again. */
export function StepUpDialog({ email, provider, onEnd }: Props) {
  const t = useTexts(entryTexts)
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
