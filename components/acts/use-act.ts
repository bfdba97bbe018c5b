'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { DASHBOARD_OPERATIONS, type DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { actDashboard } from '../live/dashboard-api.ts'
import { DashboardError } from '../live/dashboard-error.ts'
import { useStepUp } from '../operators/step-up.tsx'
import { explainFailure, failureTexts } from './failure-texts.ts'

const NOT_FOUND = 404

type ActInput = { path?: Readonly<Record<string, string>>; body?: object }

export type Act = {
  /**
   * Returns the server's answer. Returns `undefined` if the server refused (`refused` says why), or while another act
   * runs.
   */
  run: <Answer>(operation: DashboardOperationName, asked?: ActInput) => Promise<Answer | undefined>
  busy: boolean
  /** Why the act failed, in a sentence. */
  refused: string | undefined
  /** HTTP status of the last refusal; 0 without an answer. */
  lastStatus: () => number | undefined
  reset: () => void
}

/**
 * Runs an act at the server, one at a time, and asks for a step-up if the server requires it. Afterwards the pages read
 * their data again.
 */
export function useAct(): Act {
  const t = useTexts(failureTexts)
  const withStepUp = useStepUp()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string>()
  // Two presses can arrive before the button shows that it is busy.
  const isRunning = useRef(false)
  const status = useRef<number>(undefined)

  const readAgain = () => void queries.invalidateQueries({ queryKey: ['dashboard'] }).catch(() => undefined)

  async function run<Answer>(
    operation: DashboardOperationName,
    asked: ActInput = {},
  ): Promise<Answer | undefined> {
    if (isRunning.current) return undefined
    isRunning.current = true
    setBusy(true)
    setRefused(undefined)
    const wasUnanswered = status.current === 0
    status.current = undefined
    try {
      // An operation without an answer resolves to `undefined` too, which must differ from a refusal.
      const answer = await withStepUp(() => actDashboard<Answer | undefined>(operation, asked))
      readAgain()
      return answer ?? ({} as Answer)
    } catch (error) {
      if (!(error instanceof DashboardError)) throw error
      if (wasUnanswered && isDone(operation, error)) {
        readAgain()
        return {} as Answer
      }
      status.current = error.status
      setRefused(explainFailure(error, t))
      return undefined
    } finally {
      isRunning.current = false
      setBusy(false)
    }
  }

  return { run, busy, refused, lastStatus: () => status.current, reset: () => setRefused(undefined) }
}

/** An attempt that nobody answered may have ended the thing, which the next attempt then does not find. */
function isDone(operation: DashboardOperationName, { status }: DashboardError): boolean {
  const { method, path } = DASHBOARD_OPERATIONS[operation]
  return status === NOT_FOUND && (method === 'delete' || /\/(?:revoke|remove)$/.test(path))
}
