'use client'

import { useFormat } from '../i18n/use-format.ts'
import { useHydrated } from '../ui/use-hydrated.ts'

/** A time ahead, whole and in the reader's zone. ISO time. */
export function Planned({ at }: { at: string }) {
  const format = useFormat()
  const zone = useHydrated() ? 'local' : 'UTC'
  return (
    <time dateTime={at} className="tabular-nums">
      {format.moment(at, zone)}
    </time>
  )
}
