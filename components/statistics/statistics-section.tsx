'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs'
import { type ReactNode, useId } from 'react'
import type { Statistics, StatisticsRange } from '#protocol/dashboard/statistics.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { untilRead } from '../live/reading.ts'
import { buttonClass } from '../ui/button.tsx'
import { ReadState } from '../ui/read-state.tsx'
import { showUnseen } from '../ui/visible-text.ts'
import { Curves } from './curves.tsx'
import { texts } from './texts.ts'

const RANGES = ['hour', 'day', 'week', 'quarter'] as const
const READ_MILLISECONDS = 30_000

/** The time before now: the last hour live (`hour`), or the statistics of a longer range. The URL has the range. */
export function StatisticsSection({ hour }: { hour: ReactNode }) {
  const t = useTexts(texts)
  const [range, setRange] = useQueryState('range', parseAsStringLiteral(RANGES).withDefault('hour'))
  return (
    <div className="mt-6">
      <nav aria-label={t.ranges} className="flex flex-wrap gap-2">
        {RANGES.map((name) => (
          <a
            key={name}
            href={name === 'hour' ? '/' : `/?range=${name}`}
            aria-current={name === range ? 'true' : undefined}
            onClick={(event) => {
              event.preventDefault()
              setRange(name).catch(() => undefined)
            }}
            className={`${buttonClass()} aria-[current]:border-ink aria-[current]:bg-sunken`}
          >
            {t[name]}
          </a>
        ))}
      </nav>
      {range === 'hour' ? hour : <Range range={range} />}
    </div>
  )
}

function Range({ range }: { range: StatisticsRange }) {
  const t = useTexts(texts)
  const id = useId()
  const [application, setApplication] = useQueryState('application', parseAsString)
  const query = useQuery<Statistics, Error>({
    queryKey: ['dashboard', 'readStatistics', range, application],
    queryFn: ({ signal }) =>
      readDashboard<Statistics>('readStatistics', {
        query: { range, ...(application === null ? {} : { applicationName: application }) },
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: untilRead(READ_MILLISECONDS),
  })
  const { data, error } = query
  return (
    <section aria-labelledby={id} className="mt-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-2">
        <h2 id={id} className="font-semibold">
          {t[`${range}Title`]}
        </h2>
        {data === undefined ? null : (
          <ApplicationChoice
            names={data.applications}
            chosen={application}
            onChoose={(name) => void setApplication(name)}
          />
        )}
      </div>
      <p className="text-muted text-small">
        {t[`${range}Lead`]} {t.isPartial}
      </p>
      {data === undefined || error !== null ? <ReadState query={query} /> : null}
      {data?.range === range ? <Curves key={range} statistics={data} /> : null}
    </section>
  )
}

type ChoiceProps = {
  names: readonly string[]
  chosen: string | null
  onChoose: (name: string | null) => void
}

function ApplicationChoice({ names, chosen, onChoose }: ChoiceProps) {
  const t = useTexts(texts)
  const options = chosen === null || names.includes(chosen) ? names : [chosen, ...names]
  return (
    <label className="flex min-w-0 flex-wrap items-center gap-2 text-small">
      {t.application}
      <select
        value={chosen ?? ''}
        onChange={(event) => onChoose(event.target.value === '' ? null : event.target.value)}
        className="min-h-8 min-w-0 max-w-full rounded-control border border-edge bg-surface px-2"
      >
        <option value="">{t.all}</option>
        {options.map((name) => (
          <option key={name} value={name}>
            {showUnseen(name)}
          </option>
        ))}
      </select>
    </label>
  )
}
