'use client'

import { useTexts } from '../i18n/use-texts.ts'
import { Dialog } from '../ui/dialog.tsx'
import { entryTexts } from './entry-texts.ts'
import { SignInForm } from './sign-in-form.tsx'

type Props = { email: string; onEnd: (outcome: 'confirmed' | 'givenUp') => void }

/** Asks the operator to prove their identity again. */
export function StepUpDialog({ email, onEnd }: Props) {
  const t = useTexts(entryTexts)
  return (
    <Dialog
      name="stepUp"
      open
      onClose={() => onEnd('givenUp')}
      title={t.confirmTitle}
      description={t.confirmIs}
    >
      <SignInForm email={email} onSignedIn={() => onEnd('confirmed')} />
    </Dialog>
  )
}
