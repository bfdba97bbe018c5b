import type { ReactNode } from 'react'

/** Says why a place is empty, and how to fill it. */
export function EmptyState({
  title,
  hint,
  children,
}: {
  title: string
  hint?: ReactNode
  children?: ReactNode
}) {
  return (
    <div className="grid gap-3 rounded-panel border border-edge border-dashed bg-surface px-4 py-6 sm:px-6">
      <p className="font-semibold">{title}</p>
      {hint === undefined ? null : <p className="max-w-prose text-muted">{hint}</p>}
      {children}
    </div>
  )
}
