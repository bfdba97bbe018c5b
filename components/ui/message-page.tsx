import type { ReactNode } from 'react'
import { Mark } from './mark.tsx'

type Props = { code: string; title: string; inside?: boolean; children: ReactNode }

/** A page with one message: the event, and the next step. */
export function MessagePage({ code, title, inside = false, children }: Props) {
  // The page stands inside the dashboard's frame, which already has the `main` element.
  const Landmark = inside ? 'div' : 'main'
  return (
    <Landmark className="mx-auto flex min-h-dvh max-w-xl flex-col justify-center px-4 py-10">
      <p className="flex items-center gap-2 font-semibold tracking-tight">
        <Mark />
        AOI Server
      </p>
      <h1 className="mt-6 font-semibold text-title tracking-tight">
        <span className="mr-2 font-mono text-muted">{code}</span>
        {title}
      </h1>
      <div className="mt-2 grid gap-3">{children}</div>
    </Landmark>
  )
}
