'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { renewSessionsBy, type SessionEnd } from '../live/session-end.ts'
import { Button } from '../ui/button.tsx'
import { reasonOf, sessionTexts } from './session-texts.ts'
import { whenNotTyping } from './when-not-typing.ts'

/** Loaded when a session first ends. */
const SignInAgainDialog = lazy(() =>
  import('./sign-in-again-dialog.tsx').then((module) => ({ default: module.SignInAgainDialog })),
)

type Props = {
  email: string
  /** The name of the identity provider, if there is one. */
  provider: string | undefined
  children: ReactNode
}
type EndedSession = { reason: string; isOpen: boolean }

/**
 * Signs in again over the page when the session ends, and then resumes the requests that waited. An operator who
 * postpones it keeps the page, with a bar that says why nothing is read or done.
 */
export function SessionGuard({ email, provider, children }: Props) {
  const queries = useQueryClient()
  const router = useRouter()
  const [ended, setEnded] = useState<EndedSession>()
  const isPutOff = useRef(false)
  const waiting = useRef(new Set<(isRenewed: boolean) => void>())

  useEffect(() => {
    const renew = ({ reason, isAct }: SessionEnd) => {
      if (isPutOff.current && !isAct) return Promise.resolve(false)
      const renewed = new Promise<boolean>((resolve) => waiting.current.add(resolve))
      const open = () => setEnded({ reason, isOpen: true })
      // A dialog that opens while the operator types elsewhere would receive the rest of their words.
      if (isAct) open()
      else whenNotTyping(() => waiting.current.size > 0 && open())
      return renewed
    }
    return renewSessionsBy(renew)
  }, [])

  function finish(isRenewed: boolean) {
    isPutOff.current = !isRenewed
    for (const resolve of waiting.current) resolve(isRenewed)
    waiting.current.clear()
    setEnded((before) => (isRenewed || before === undefined ? undefined : { ...before, isOpen: false }))
    if (!isRenewed) return
    queries.invalidateQueries().catch(() => undefined)
    // The role may have changed: the server renders the parts that depend on it again.
    router.refresh()
  }

  return (
    <>
      {ended === undefined || ended.isOpen ? null : (
        <SignedOutBar reason={ended.reason} signIn={() => setEnded({ ...ended, isOpen: true })} />
      )}
      {children}
      {ended?.isOpen === true ? (
        <Suspense>
          <SignInAgainDialog {...{ email, provider }} reason={ended.reason} onEnd={finish} />
        </Suspense>
      ) : null}
    </>
  )
}

function SignedOutBar({ reason, signIn }: { reason: string; signIn: () => void }) {
  const t = useTexts(sessionTexts)
  return (
    <div
      role="alert"
      className="sticky top-0 z-20 flex flex-wrap items-center gap-3 border-danger border-b bg-danger-paper px-4 py-2"
    >
      <p className="min-w-0 flex-1">
        <strong className="text-danger">{t.bar}</strong> {t[reasonOf(reason)]}
      </p>
      <Button onClick={signIn}>{t.signIn}</Button>
    </div>
  )
}
