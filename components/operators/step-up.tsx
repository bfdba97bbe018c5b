'use client'

import type { ReactNode } from 'react'
import { createContext, useContext, useState } from 'react'
import { DashboardError } from '../live/dashboard-api.ts'
import { Dialog } from '../ui/dialog.tsx'
import { SignInForm } from './sign-in-form.tsx'

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
          givenUp: () => reject(new DashboardError({ code: '403', desc: 'Not confirmed.', status: 403 })),
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
      <Dialog
        open={asking !== undefined}
        onClose={() => end('givenUp')}
        title="Confirm who you are"
        description="This can hurt, and you signed in more than five minutes ago."
      >
        <SignInForm email={email} onSignedIn={() => end('confirmed')} />
      </Dialog>
    </StepUpContext.Provider>
  )
}

/** Runs an act; when the server wants it confirmed, asks the operator who they are and runs it again. */
export function useStepUp(): WithStepUp {
  return useContext(StepUpContext)
}
