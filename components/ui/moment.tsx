'use client'

import { useFormat } from '../i18n/use-format.ts'
import { useHydrated } from './use-hydrated.ts'

/** The distance from `now`, in the past or in the future; the tooltip has the exact time. ISO times. */
export function Age({ at, now }: { at: string; now: string }) {
  const format = useFormat()
  const zone = useHydrated() ? 'local' : 'UTC'
  return (
    <time dateTime={at} title={format.moment(at, zone)} className="whitespace-nowrap">
      {format.age(at, now)}
    </time>
  )
}

/** The time of day in the reader's zone; the tooltip has the date. ISO time. */
export function TimeOfDay({ at }: { at: string }) {
  const format = useFormat()
  const zone = useHydrated() ? 'local' : 'UTC'
  return (
    <time dateTime={at} title={format.moment(at, zone)} className="whitespace-nowrap tabular-nums">
      {format.timeOfDay(at, zone)}
    </time>
  )
}
