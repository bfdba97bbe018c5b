'use client'

import { useTexts } from '../i18n/use-texts.ts'
import { Dialog } from '../ui/dialog.tsx'
import { reasonOf, sessionTexts } from './session-texts.ts'
import { SignInForm } from './sign-in-form.tsx'

type Props = {
  email: string
  provider: string | undefined
  reason: string
  onEnd: (isRenewed: boolean) => void
}

/** Signs the same operator in again, over the page, and says why. */
export function SignInAgainDialog({ email, provider, reason, onEnd }: Props) {
  const t = useTexts(sessionTexts)
  const { pathname, search, hash } = location
  return (
    <Dialog
      name="signInAgain"
      open
      onClose={() => onEnd(false)}
      title={t.title}
      description={`${t[reasonOf(reason)]} ${t.stays}`}
    >
      <SignInForm email={email} provider={provider} onSignedIn={() => onEnd(true)} />
      <p className="mt-4 text-small">
        <a
          href={`/sign-in?next=${encodeURIComponent(pathname + search + hash)}`}
          className="text-accent underline underline-offset-2"
        >
          {t.asSomebodyElse}
        </a>
      </p>
    </Dialog>
  )
}
