'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { type ReactNode, Suspense, useId, useMemo } from 'react'
import type { Statistics } from '#protocol/dashboard/statistics.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { dashboardUrl, readDashboard } from '../live/dashboard-api.ts'
import { untilRead } from '../live/reading.ts'
import { buttonClass } from '../ui/button.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { lazyPart } from '../ui/lazy-part.ts'
import { ReadState } from '../ui/read-state.tsx'
import { NotLoaded } from './not-loaded.tsx'
import type { Party } from './party.ts'
import { RangeControl } from './range-control.tsx'
import { planCharts } from './series.ts'
import { StatisticsSums } from './statistics-sums.tsx'
import { texts } from './texts.ts'
import { type ShownRange, useTimeRange } from './use-time-range.ts'

const READ_MILLISECONDS = 30_000
const COMPARE = parseAsStringLiteral(['before'])
const Charts = lazyPart(async () => (await import('./statistics-charts.tsx')).StatisticsCharts, NotLoaded)

type Props = {
  /** Left out for all together. */
  party?: Party | undefined
  /** Shown beside the heading, with the statistics that the page has. */
  controls?: (statistics: Statistics) => ReactNode
  /** Shown between the time range and the charts. */
  lead?: (range: ShownRange) => ReactNode
}

/** The statistics of a time range that the reader chooses: sums, charts and a table, for one party or for all. */
export function StatisticsSection({ party, controls, lead }: Props) {
  const t = useTexts(texts)
  const id = useId()
  const [range, show] = useTimeRange()
  const [compare, setCompare] = useQueryState('compare', COMPARE)
  const asked = { ...range, ...party }
  const query = useQuery<Statistics, Error>({
    queryKey: ['dashboard', 'readStatistics', asked],
    queryFn: ({ signal }) => readDashboard<Statistics>('readStatistics', { query: asked, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: untilRead('range' in range ? READ_MILLISECONDS : false),
  })
  const { data, error } = query
  const unit = party?.unit ?? 'all'
  const plans = useMemo(() => planCharts(unit), [unit])
  return (
    <section aria-labelledby={id} className="mt-6 min-w-0">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 id={id} className="font-semibold">
          {t.title}
        </h2>
        <span className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-2">
          {data === undefined ? null : controls?.(data)}
          <CheckBox
            className="min-h-8 text-small"
            label={t.compare}
            checked={compare !== null}
            onChange={(checked) => void setCompare(checked ? 'before' : null)}
          />
          <a
            href={dashboardUrl('exportStatistics', { query: asked })}
            download
            aria-label={t.reportIs}
            className={buttonClass()}
          >
            <span aria-hidden="true">↓</span> {t.report}
          </a>
        </span>
      </div>
      <div className="mt-2">
        <RangeControl shown={range} show={show} />
      </div>
      <p className="mt-2 min-h-5 text-muted text-small">
        {data === undefined ? null : <Lead statistics={data} />}
      </p>
      {unit === 'all' || unit === 'application' ? null : (
        <p className="text-muted text-small">{t[`${unit}Only`]}</p>
      )}
      {lead?.(range)}
      {error !== null ? <ReadState query={query} /> : null}
      {data === undefined ? (
        error === null && <Skeleton charts={plans.length} />
      ) : (
        <div aria-busy={query.isPlaceholderData} className="aria-busy:opacity-60">
          <StatisticsSums statistics={data} unit={unit} />
          <Suspense fallback={<Skeleton charts={plans.length} />}>
            <Charts {...{ plans, party, show }} statistics={data} compares={compare !== null} />
          </Suspense>
        </div>
      )}
    </section>
  )
}

/** The length of a point, and the gaps. */
function Lead({ statistics: { pointSeconds, points } }: { statistics: Statistics }) {
  const t = useTexts(texts)
  const format = useFormat()
  const unknown = points.filter(({ isKnown }) => !isKnown).length
  return (
    <>
      {t.lead(format.duration(pointSeconds))} {unknown === 0 ? null : t.gaps(unknown)}
    </>
  )
}

/** Keeps the place of the charts until they are there. */
function Skeleton({ charts }: { charts: number }) {
  return (
    <div
      aria-hidden="true"
      className="mt-3 grid gap-x-6 gap-y-4 rounded-panel border border-line bg-surface p-4 md:grid-cols-2 xl:grid-cols-3"
    >
      {Array.from({ length: charts }, (_, place) => place).map((place) => (
        <div key={place} className="h-[174px] rounded-control bg-sunken" />
      ))}
    </div>
  )
}
