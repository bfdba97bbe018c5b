'use client'

import type { ReactNode } from 'react'
import { createContext, useContext, useState } from 'react'
import { Toaster } from './toaster.tsx'

/** Shows what `render` makes above every page until it is closed. */
type ShowAbove = (render: (close: () => void) => ReactNode) => void

const AboveContext = createContext<ShowAbove>(() => undefined)

/**
 * The place for what must outlive the list, dialog or page that made it. It stands in the root layout: a page that is
 * read again, a row that vanishes and the way to another page leave it alone.
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
