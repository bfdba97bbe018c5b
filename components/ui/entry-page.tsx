import type { ReactNode } from 'react'
import { Mark } from './mark.tsx'

/** A page before signing in, with one task. */
export function EntryPage({
  title,
  lead,
  children,
}: {
  title: string
  lead: ReactNode
  children: ReactNode
}) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center px-4 py-10">
      <p className="flex items-center gap-2 font-semibold tracking-tight">
        <Mark />
        AOI Server
      </p>
      <div className="mt-5 rounded-panel border border-line bg-surface p-5 sm:p-6">
        <h1 className="font-semibold text-title tracking-tight">{title}</h1>
        <div className="mt-1 text-muted text-small">{lead}</div>
        <div className="mt-5">{children}</div>
      </div>
    </main>
  )
}
