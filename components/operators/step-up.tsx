'use client'

import type { ReactNode } from 'react'
import { createContext, lazy, Suspense, useContext, useState } from 'react'
import { DashboardError } from '../live/dashboard-error.ts'

/** Loaded on demand. */
const StepUpDialog = lazy(() =>
  import('./step-up-dialog.tsx').then((module) => ({ default: module.StepUpDialog })),
)

type WithStepUp = <Result>(act: () => Promise<Result>) => Promise<Result>

const StepUpContext = createContext<WithStepUp>((act) => act())

type Question = { confirmed: () => void; givenUp: () => void }

type Props = {
  email: string
  /** The name of the identity provider, if there is one. */
  provider: string | undefined
  children: ReactNode
}

/** Provides step-up: before an act that can hurt, it asks the operator to prove their identity again. */
export function StepUp({ email, provider, children }: Props) {
  const [asking, setAsking] = useState<Question>()

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

  function end(outcome: keyof Question) {
    asking?.[outcome]()
    setAsking(undefined)
  }

  return (
    <StepUpContext.Provider value={withStepUp}>
      {children}
      {asking === undefined ? null : (
        <Suspense>
          <StepUpDialog email={email} provider={provider} onEnd={end} />
        </Suspense>
      )}
    </StepUpContext.Provider>
  )
}

/**
 * Returns a function that runs an act. If the server requires a step-up, it asks the operator to prove their identity
 * and runs the act again.
 */
export function useStepUp(): WithStepUp {
  return useContext(StepUpContext)
}
