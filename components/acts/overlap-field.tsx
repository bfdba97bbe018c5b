import { useState } from 'react'
import { TextField } from '../ui/text-field.tsx'

const SECONDS_PER_HOUR = 3600
const USUAL_HOURS = '24'

export type Overlap = { hours: string; change: (hours: string) => void; seconds: number }

/** For how long the earlier secret stays valid beside a new one. The operator types hours. */
export function useOverlap(): Overlap {
  const [hours, change] = useState(USUAL_HOURS)
  return { hours, change, seconds: Math.round(Number(hours) * SECONDS_PER_HOUR) }
}

/** `endsAtOnce` is the hint while there is no overlap. */
export function OverlapField({
  overlap: { hours, change },
  label,
  endsAtOnce,
  maxSeconds,
}: {
  overlap: Overlap
  label: string
  endsAtOnce: string
  maxSeconds: number
}) {
  return (
    <TextField
      label={label}
      hint={Number(hours) === 0 ? endsAtOnce : undefined}
      type="number"
      min={0}
      max={maxSeconds / SECONDS_PER_HOUR}
      step="any"
      required
      value={hours}
      onChange={(event) => change(event.target.value)}
    />
  )
}
