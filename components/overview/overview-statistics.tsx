'use client'

import { parseAsString, useQueryState } from 'nuqs'
import type { ReactNode } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { StatisticsSection } from '../statistics/statistics-section.tsx'
import { texts } from '../statistics/texts.ts'
import { TopSection } from '../statistics/top-section.tsx'
import { showUnseen } from '../ui/visible-text.ts'

/** The statistics of all applications, or of the one that the reader chooses. `hour` is the last hour, live. */
export function OverviewStatistics({ hour }: { hour: ReactNode }) {
  const [application, setApplication] = useQueryState('application', parseAsString)
  const party = application === null ? undefined : ({ unit: 'application', key: application } as const)
  return (
    <>
      <StatisticsSection
        party={party}
        controls={({ applications }) => (
          <ApplicationChoice
            names={applications}
            chosen={application}
            onChoose={(name) => void setApplication(name)}
          />
        )}
        lead={(range) => ('range' in range && range.range === '1h' && party === undefined ? hour : null)}
      />
      <TopSection />
    </>
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
