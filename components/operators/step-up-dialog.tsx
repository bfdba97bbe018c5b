'use client'

import { Dialog } from '../ui/dialog.tsx'
import { SignInForm } from './sign-in-form.tsx'

type Props = { email: string; onEnd: (outcome: 'confirmed' | 'givenUp') => void }

/** Asks the operator who they are. */
export function StepUpDialog({ email, onEnd }: Props) {
  return (
    <Dialog
      open
      onClose={() => onEnd('givenUp')}
      title="Confirm who you are"
      description="This can hurt, and you signed in more than five minutes ago."
    >
      <SignInForm email={email} onSignedIn={() => onEnd('confirmed')} />
    </Dialog>
  )
}
