import type { ReactNode } from 'react'

/** The facts of an object, in a row of names and values. */
export function Facts({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section aria-label={label}>
      <dl className="grid gap-px overflow-hidden rounded-panel border border-line bg-surface min-[360px]:grid-cols-2 sm:grid-cols-3 xl:grid-cols-6">
        {children}
      </dl>
    </section>
  )
}

export function Fact({ name, title, children }: { name: string; title?: string; children: ReactNode }) {
  return (
    <div
      className="row-span-2 grid min-w-0 grid-rows-subgrid px-3 py-3 outline outline-line sm:px-4"
      title={title}
    >
      <dt className="text-muted text-small">{name}</dt>
      <dd className="wrap-anywhere mt-0.5 font-semibold tabular-nums">{children}</dd>
    </div>
  )
}
