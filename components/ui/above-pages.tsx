'use client'

import type { ReactNode } from 'react'
import { createContext, useContext, useState } from 'react'
import { Toaster } from './toaster.tsx'

/** Shows the result of `render` above every page until it is closed. */
type ShowAbove = (render: (close: () => void) => ReactNode) => void

const AboveContext = createContext<ShowAbove>(() => undefined)

/**
 * Renders elements that must outlive the list, dialog or page that opened them. It belongs to the root layout, so that
 * they stay when a page is read again, a row vanishes or the reader navigates.
 */
export function AbovePages({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly { id: number; node: ReactNode }[]>([])
  const [show] = useState(() => {
    let last = 0
    return (render: Parameters<ShowAbove>[0]) => {
      const id = ++last
      const close = () => setShown((before) => before.filter((other) => other.id !== id))
      setShown((before) => [...before, { id, node: render(close) }])
    }
  })
  return (
    <AboveContext.Provider value={show}>
      {children}
      {shown.map(({ id, node }) => (
        <div key={id}>{node}</div>
      ))}
      <Toaster />
    </AboveContext.Provider>
  )
}

export function useShowAbove(): ShowAbove {
  return useContext(AboveContext)
}
