import type { ReactNode } from 'react'

/** Why there is nothing here, and what would change that. */
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
