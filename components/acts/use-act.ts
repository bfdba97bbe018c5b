'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import { actDashboard } from '../live/dashboard-api.ts'
import { DashboardError } from '../live/dashboard-error.ts'
import { useStepUp } from '../operators/step-up.tsx'

type Asked = { path?: Readonly<Record<string, string>>; body?: object }

export type Act = {
  /** Answers what the server answered; `undefined` when it was refused, which `refused` then tells. */
  run: <Answer>(operation: DashboardOperationName, asked?: Asked) => Promise<Answer | undefined>
  busy: boolean
  /** The server's sentence. */
  refused: string | undefined
  reset: () => void
}

/** Does something at the server: once, confirmed where it wants that; what pages show is then read again. */
export function useAct(): Act {
  const withStepUp = useStepUp()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string>()

  async function run<Answer>(
    operation: DashboardOperationName,
    asked: Asked = {},
  ): Promise<Answer | undefined> {
    setBusy(true)
    setRefused(undefined)
    try {
      // What answers nothing answers `undefined` too: told apart from a refusal.
      const answer = await withStepUp(() => actDashboard<Answer | undefined>(operation, asked))
      queries.invalidateQueries({ queryKey: ['dashboard'] }).catch(() => undefined)
      return answer ?? ({} as Answer)
    } catch (error) {
      if (!(error instanceof DashboardError)) throw error
      setRefused(error.desc)
      return undefined
    } finally {
      setBusy(false)
    }
  }

  return { run, busy, refused, reset: () => setRefused(undefined) }
}
