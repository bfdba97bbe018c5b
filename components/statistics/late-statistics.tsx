'use client'

import { lazy, Suspense } from 'react'
import { useHydrated } from '../ui/use-hydrated.ts'
import type { Party } from './party.ts'

const Section = lazy(async () => ({ default: (await import('./statistics-section.tsx')).StatisticsSection }))

/** The statistics of a party on a page about something else: loaded after the page, in the place that it keeps. */
export function LateStatistics({ party }: { party: Party }) {
  const isHydrated = useHydrated()
  return (
    <div className="min-h-[40rem]">
      {isHydrated ? (
        <Suspense fallback={null}>
          <Section party={party} />
        </Suspense>
      ) : null}
    </div>
  )
}
