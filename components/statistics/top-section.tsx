'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useId } from 'react'
import type { Top, TopCount } from '#protocol/dashboard/statistics.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { untilRead } from '../live/reading.ts'
import { buttonClass } from '../ui/button.tsx'
import { ReadState } from '../ui/read-state.tsx'
import { TOP_COLUMNS, TopTable } from './top-table.tsx'
import { topTexts } from './top-texts.ts'
import { useTimeRange } from './use-time-range.ts'

const READ_MILLISECONDS = 30_000
const UNITS = ['application', 'sender', 'token', 'hook'] as const
const COUNTS = ['requests', 'accepted', 'bytes', 'recipients', 'acked', 'expired', 'refused'] as const
const PARSERS = {
  top: parseAsStringLiteral(UNITS).withDefault('application'),
  by: parseAsStringLiteral(COUNTS),
}

/** The largest parties of the page's time range, by a count that the reader chooses. */
export function TopSection() {
  const t = useTexts(topTexts)
  const id = useId()
  const [range] = useTimeRange()
  const [{ top: unit, by: chosen }, setUrl] = useQueryStates(PARSERS)
  const columns: readonly TopCount[] = TOP_COLUMNS[unit]
  const by = chosen !== null && columns.includes(chosen) ? chosen : TOP_COLUMNS[unit][0]
  const asked = { ...range, unit, by }
  const query = useQuery<Top, Error>({
    queryKey: ['dashboard', 'readTop', asked],
    queryFn: ({ signal }) => readDashboard<Top>('readTop', { query: asked, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: untilRead('range' in range ? READ_MILLISECONDS : false),
  })
  const { data, error } = query
  return (
    <section aria-labelledby={id} className="mt-6 min-w-0">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h2 id={id} className="font-semibold">
          {t.title}
        </h2>
        <nav aria-label={t.units} className="flex flex-wrap gap-2">
          {UNITS.map((name) => (
            <a
              key={name}
              href={`?top=${name}`}
              aria-current={name === unit ? 'true' : undefined}
              onClick={(event) => {
                event.preventDefault()
                setUrl({ top: name, by: null }).catch(() => undefined)
              }}
              className={`${buttonClass()} aria-[current]:border-ink aria-[current]:bg-sunken`}
            >
              {t[name]}
            </a>
          ))}
        </nav>
      </div>
      {unit === 'application' ? null : <p className="mt-2 text-muted text-small">{t.onlyLargest}</p>}
      {data === undefined || error !== null ? <ReadState query={query} /> : null}
      {data === undefined ? null : (
        <TopTable
          {...{ unit, by, rows: query.isPlaceholderData ? [] : data.rows, isRead: !query.isPlaceholderData }}
          onRank={(next) => void setUrl({ by: next })}
        />
      )}
    </section>
  )
}
