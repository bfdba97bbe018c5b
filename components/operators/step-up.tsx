'use client'

import type { ReactNode } from 'react'
import { createContext, lazy, Suspense, useContext, useState } from 'react'
import { DashboardError } from '../live/dashboard-error.ts'

/** Loaded when it is first asked for. */
const StepUpDialog = lazy(() =>
  import('./step-up-dialog.tsx').then((module) => ({ default: module.StepUpDialog })),
)

type WithStepUp = <Result>(act: () => Promise<Result>) => Promise<Result>

const StepUpContext = createContext<WithStepUp>((act) => act())

type Asking = { confirmed: () => void; givenUp: () => void }

/** Lets what is inside ask operators who they are, when an act that can hurt wants to know. */
export function StepUp({ email, children }: { email: string; children: ReactNode }) {
  const [asking, setAsking] = useState<Asking>()

  async function withStepUp<Result>(act: () => Promise<Result>): Promise<Result> {
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof DashboardError) || error.code !== 'stepUp') throw error
      await new Promise<void>((confirmed, reject) => {
        setAsking({
          confirmed,
          givenUp: () =>
            reject(new DashboardError({ code: 'notConfirmed', desc: 'Not confirmed.', status: 403 })),
        })
      })
      return act()
    }
  }

  function end(outcome: keyof Asking) {
    asking?.[outcome]()
    setAsking(undefined)
  }

  return (
    <StepUpContext.Provider value={withStepUp}>
      {children}
      {asking === undefined ? null : (
        <Suspense>
          <StepUpDialog email={email} onEnd={end} />
        </Suspense>
      )}
    </StepUpContext.Provider>
  )
}

/** Runs an act; when the server wants it confirmed, asks the operator who they are and runs it again. */
export function useStepUp(): WithStepUp {
  return useContext(StepUpContext)
}
