import type { ReactNode } from 'react'
import { useId } from 'react'

/** A titled part of a page. */
export function Section({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="mt-5 rounded-panel border border-line bg-surface p-4 sm:p-5">
      <h2 id={id} className="font-semibold">
        {title}
      </h2>
      {lead === undefined ? null : <div className="mt-0.5 text-muted text-small">{lead}</div>}
      <div className="mt-3">{children}</div>
    </section>
  )
}
