'use client'

import { type ReactNode, useState } from 'react'
import type { FrozenSelection, SelectionReq } from '#protocol/dashboard/acts.ts'
import { useLate } from '../ui/use-late.ts'
import type { Begun, SelectionOutcome } from './begun-selection.ts'
import { useAct } from './use-act.ts'

/**
 * An act on many rows. The server freezes the selection and counts it, and the operator sees the count and gives a
 * reason. The act then runs on exactly the frozen rows. The page renders `dialog`; `done` is called afterwards.
 */
export function useSelectionAct(done: (outcome: SelectionOutcome) => void): {
  begin: (request: SelectionReq) => void
  dialog: ReactNode
} {
  const act = useAct()
  const [begun, setBegun] = useState<Begun>()
  const { Late: SelectionDialog, want } = useLate(() => import('./selection-dialog.tsx'))

  async function freeze(request: SelectionReq, isAgain = false) {
    act.reset()
    setBegun({ request, selection: undefined, isAgain })
    const selection = await act.run<FrozenSelection>('freezeSelection', { body: request })
    if (selection !== undefined)
      setBegun((before) => (before?.request === request ? { request, selection, isAgain } : before))
  }

  return {
    begin: (request) => {
      want()
      void freeze(request)
    },
    dialog:
      begun === undefined || SelectionDialog === undefined ? null : (
        <SelectionDialog
          {...{ begun, act }}
          countAgain={(isAgain) => void freeze(begun.request, isAgain)}
          close={() => setBegun(undefined)}
          finish={(outcome) => {
            setBegun(undefined)
            done(outcome)
          }}
        />
      ),
  }
}
