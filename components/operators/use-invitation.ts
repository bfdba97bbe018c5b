import { useEffect, useState } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { callAuth } from './auth-api.ts'
import { newcomerTexts } from './newcomer-texts.ts'

export type Invitation = { code: string; email: string; role: string }

type State = { invitation?: Invitation; why?: string }

/** Reads the invitation that the link of this page carries; `why` says why it cannot be used. */
export function useInvitation({ isExpected }: { isExpected: boolean }): State {
  const t = useTexts(newcomerTexts)
  const [state, setState] = useState<State>({})

  useEffect(() => {
    if (!isExpected) return
    // The code stands after the `#`, so that it is in no log of a server or proxy.
    const code = location.hash.slice(1)
    if (code === '') return setState({ why: t.invitationCut })
    callAuth('/invitation', { body: { code } }).then(
      (answer) =>
        setState(
          answer.ok
            ? { invitation: { code, email: String(answer.body.email), role: String(answer.body.role) } }
            : { why: answer.why },
        ),
      () => undefined,
    )
  }, [isExpected, t])

  return state
}
