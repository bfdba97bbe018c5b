'use client'

import { formatAge, formatMoment, formatTimeOfDay } from './format.ts'
import { useHydrated } from './use-hydrated.ts'

/** How long ago (or ahead) of `now`; the tooltip says exactly when. ISO times. */
export function Age({ at, now }: { at: string; now: string }) {
  const zone = useHydrated() ? 'local' : 'UTC'
  return (
    <time dateTime={at} title={formatMoment(at, zone)} className="whitespace-nowrap">
      {formatAge(at, now)}
    </time>
  )
}

/** The time of day in the reader's zone; the tooltip has the date. ISO time. */
export function TimeOfDay({ at }: { at: string }) {
  const zone = useHydrated() ? 'local' : 'UTC'
  return (
    <time dateTime={at} title={formatMoment(at, zone)} className="whitespace-nowrap tabular-nums">
      {formatTimeOfDay(at, zone)}
    </time>
  )
}
