'use client'

import Link from 'next/link'
import type { StatisticsUnit, TopCount, TopRow } from '#protocol/dashboard/statistics.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Dotted } from '../ui/dotted.tsx'
import type { Format } from '../ui/format.ts'
import { partyHref } from './party.ts'
import { Sparkline } from './sparkline.tsx'
import { topTexts } from './top-texts.ts'

/** The counts that the server keeps for each kind of party; the first one ranks by default. */
export const TOP_COLUMNS = {
  application: ['accepted', 'bytes', 'recipients', 'acked', 'expired'],
  sender: ['requests', 'accepted', 'bytes', 'recipients', 'refused'],
  token: ['recipients', 'accepted', 'bytes', 'acked'],
  hook: ['requests', 'accepted', 'bytes', 'recipients', 'refused'],
} as const satisfies Record<StatisticsUnit, readonly TopCount[]>

type Props = {
  unit: StatisticsUnit
  by: TopCount
  rows: readonly TopRow[]
  isRead: boolean
  onRank: (by: TopCount) => void
}

/** A ranking: each party with its counts, and the curve of the count that ranks. A header ranks by its column. */
export function TopTable({ unit, by, rows, isRead, onRank }: Props) {
  const t = useTexts(topTexts)
  const format = useFormat()
  const columns: readonly TopCount[] = TOP_COLUMNS[unit]
  if (isRead && rows.length === 0) return <p className="mt-2 text-muted">{t.nobody}</p>
  return (
    <section
      aria-label={t.table(t[unit])}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls the table
      tabIndex={0}
      className="mt-2 min-h-32 overflow-x-auto rounded-panel border border-line bg-surface"
    >
      <table className="w-full text-small">
        <thead>
          <tr className="bg-sunken">
            <th scope="col" className="px-3 py-1 text-start">
              {t.party}
            </th>
            {columns.map((name) => (
              <th
                key={name}
                scope="col"
                aria-sort={name === by ? 'descending' : undefined}
                className="px-3 py-1 text-end"
              >
                <button
                  type="button"
                  onClick={() => onRank(name)}
                  className="min-h-6 whitespace-nowrap underline-offset-4 hover:underline"
                >
                  {t[name]}
                  {name === by ? <span aria-hidden="true"> ↓</span> : null}
                </button>
              </th>
            ))}
            <th scope="col" className="w-1/4 px-3 py-1 text-start">
              {t.curve(t[by])}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} className="border-line border-t">
              <th scope="row" className="px-3 py-1.5 text-start font-normal">
                <PartyLink unit={unit} row={row} />
              </th>
              {columns.map((name) => (
                <td key={name} className="px-3 py-1.5 text-end tabular-nums">
                  {writeCount(format, name, row[name])}
                </td>
              ))}
              <td className="px-3 py-1.5">
                <Sparkline values={row.curve} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function PartyLink({ unit, row: { key, name, applicationName } }: { unit: StatisticsUnit; row: TopRow }) {
  return (
    <>
      <Link
        href={partyHref({ unit, key })}
        prefetch={false}
        className="wrap-anywhere inline-block min-h-6 min-w-32 underline decoration-line underline-offset-4 hover:decoration-ink"
      >
        <span className={unit === 'token' ? 'font-mono' : ''}>
          <Dotted>{name ?? key}</Dotted>
        </span>
      </Link>
      {applicationName === undefined ? null : (
        <span className="wrap-anywhere block text-muted">
          <Dotted>{applicationName}</Dotted>
        </span>
      )}
    </>
  )
}

function writeCount(format: Format, name: TopCount, count: number): string {
  return name === 'bytes' ? format.bytes(count) : format.number(count)
}
