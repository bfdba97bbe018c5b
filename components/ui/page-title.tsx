import type { ReactNode } from 'react'

/** The heading of a page, with the acts there. */
export function PageTitle({
  title,
  lead,
  children,
}: {
  title: ReactNode
  lead?: ReactNode
  children?: ReactNode
}) {
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 className="wrap-anywhere font-semibold text-title tracking-tight">{title}</h1>
        {lead === undefined ? null : (
          <div className="wrap-anywhere mt-0.5 max-w-2xl text-muted text-small">{lead}</div>
        )}
      </div>
      {children === undefined ? null : (
        <div className="ml-auto flex flex-wrap items-center justify-end gap-2">{children}</div>
      )}
    </div>
  )
}
