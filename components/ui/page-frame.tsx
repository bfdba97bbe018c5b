import type { ReactNode } from 'react'
import { Mark } from './mark.tsx'

/** Name of the server, its status and what every page offers; below it the page. */
export function PageFrame({
  status,
  controls,
  children,
}: Record<'status' | 'controls' | 'children', ReactNode>) {
  return (
    <>
      <header className="border-b border-line bg-surface">
        <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-5 gap-y-2 px-4 py-3 sm:px-6">
          <p className="flex items-center gap-2 font-semibold tracking-tight">
            <Mark />
            AOI Server
          </p>
          <div className="order-3 w-full sm:order-none sm:w-auto sm:flex-1">{status}</div>
          <div className="ml-auto">{controls}</div>
        </div>
      </header>
      <main className="mx-auto max-w-6xl px-4 py-6 sm:px-6">{children}</main>
    </>
  )
}
