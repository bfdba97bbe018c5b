'use client'

import Link from 'next/link'
import { useState } from 'react'
import type { Statistics, StatisticsPoint } from '#protocol/dashboard/statistics.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import type { Zone } from '../ui/format.ts'
import { type ChartPlan, describeValues } from './series.ts'
import { texts } from './texts.ts'

type Props = {
  statistics: Statistics
  plans: readonly ChartPlan[]
  compares: boolean
  zone: Zone
  hrefOf: (point: StatisticsPoint) => string
}

/** The values of all charts as a table, the newest point first. It is rendered once it is opened. */
export function StatisticsTable({ statistics, plans, compares, zone, hrefOf }: Props) {
  const t = useTexts(texts)
  const format = useFormat()
  const [isOpen, setOpen] = useState(false)
  const { points, before } = statistics
  const cell = 'border-line border-b px-3 py-1 text-end tabular-nums'
  return (
    <details className="mt-2" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="min-h-6 cursor-pointer text-small">{t.asTable}</summary>
      {isOpen ? (
        <section
          aria-label={t.table}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls the table
          tabIndex={0}
          className="mt-2 max-h-96 overflow-auto rounded-panel border border-line bg-surface"
        >
          <table className="w-full text-small">
            <thead className="sticky top-0 bg-sunken">
              <tr>
                <th scope="col" className="px-3 py-1 text-start">
                  {t.pointStarts}
                </th>
                {plans.map(({ name }) => (
                  <th key={name} scope="col" className="px-3 py-1 text-end">
                    {t[name]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {points.map((point, place) => (
                <tr key={point.startedAt}>
                  <th
                    scope="row"
                    className="whitespace-nowrap border-line border-b px-3 py-1 text-start font-normal"
                  >
                    <Link href={hrefOf(point)} prefetch={false} className="underline underline-offset-4">
                      {format.moment(point.startedAt, zone)}
                    </Link>
                  </th>
                  {plans.map((plan) => {
                    const then = compares ? before[place] : undefined
                    return (
                      <td key={plan.name} className={cell}>
                        {describeValues(point, { plan, t, format })}
                        {then === undefined ? null : (
                          <span className="block text-muted">
                            {t.beforeIs(describeValues(then, { plan, t, format }))}
                          </span>
                        )}
                      </td>
                    )
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : null}
    </details>
  )
}
