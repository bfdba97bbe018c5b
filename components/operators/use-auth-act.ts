'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { explainFailure, failureTexts } from '../acts/failure-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { checkSession } from '../live/dashboard-api.ts'
import { DashboardError } from '../live/dashboard-error.ts'
import type { AuthAnswer } from './auth-api.ts'
import { isPageRefusal } from './refusal-texts.ts'
import { useStepUp } from './step-up.tsx'

type Call = () => Promise<AuthAnswer>
type Body = Record<string, unknown>

/** Like `useAct`, for acts at the sign-in door: on one's own passkeys, authenticator and password. */
export function useAuthAct() {
  const t = useTexts(failureTexts)
  const withStepUp = useStepUp()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string>()
  const isRunning = useRef(false)

  async function run(call: Call): Promise<Body | undefined> {
    if (isRunning.current) return undefined
    isRunning.current = true
    setBusy(true)
    setRefused(undefined)
    try {
      const body = await withStepUp(() => callInSession(call))
      queries.invalidateQueries().catch(() => undefined)
      return body
    } catch (error) {
      if (!(error instanceof DashboardError)) throw error
      const hasText = error.status === 401 || isPageRefusal(error.code)
      setRefused(hasText ? error.desc : explainFailure(error, t))
      return undefined
    } finally {
      isRunning.current = false
      setBusy(false)
    }
  }

  return { run, busy, refused, reset: () => setRefused(undefined) }
}

/**
 * A 401 means a wrong code or the end of the session. In the latter case the call is repeated after signing in again.
 */
async function callInSession(call: Call): Promise<Body> {
  const first = await call()
  if (first.ok) return first.body
  const isRenewed = first.status === 401 && (await checkSession()) === 'renewed'
  const last = isRenewed ? await call() : first
  if (last.ok) return last.body
  throw toError(last)
}

function toError({ status, why: desc, reason }: Extract<AuthAnswer, { ok: false }>): DashboardError {
  const code = reason ?? (status === 0 ? 'unreachable' : String(status))
  return new DashboardError({ code, desc, status })
}
