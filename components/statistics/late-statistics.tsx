'use client'

import { Suspense } from 'react'
import { lazyPart } from '../ui/lazy-part.ts'
import { useHydrated } from '../ui/use-hydrated.ts'
import { NotLoaded } from './not-loaded.tsx'
import type { Party } from './party.ts'

const Section = lazyPart(async () => (await import('./statistics-section.tsx')).StatisticsSection, NotLoaded)

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
