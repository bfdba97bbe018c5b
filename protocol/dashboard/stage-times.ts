import { definedOnly } from '../defined-only.ts'
import type { TimeHistogram } from '../time-histogram.ts'

/** The stages of a notification after its acceptance, in order. `half`: half of its recipients have acked. */
export const STAGES = ['committed', 'firstWrite', 'firstAck', 'half', 'last'] as const
export type Stage = (typeof STAGES)[number]

/** Milliseconds from acceptance to each stage; a stage that was not reached or not seen is missing. */
export type StageTimes = Partial<Record<Stage, number>>

/** Returns the stages that the times to ack show. `half` and `last` are missing until enough recipients have acked. */
export function ackStages(acked: TimeHistogram, recipients: number): StageTimes {
  const { total } = acked
  if (total === 0 || recipients === 0) return {}
  const half = Math.ceil(recipients / 2)
  return definedOnly({
    firstAck: acked.percentile(Number.MIN_VALUE),
    half: total < half ? undefined : acked.percentile(half / total),
    last: total < recipients ? undefined : acked.percentile(1),
  })
}

/** Returns the median of the numbers; `undefined` for fewer than `least`. */
export function medianOf(numbers: readonly number[], least: number): number | undefined {
  if (numbers.length === 0 || numbers.length < least) return undefined
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)]
}

/** A stage that took less than this many milliseconds longer than usual is as usual. */
const NOTICED_MILLISECONDS = 50
const NOTICED_TIMES = 2

/** Compares a stage with its usual time: slower or faster by half, and by a time that somebody would notice. */
export function compareStage(own: number, usual: number): 'slower' | 'faster' | 'asUsual' {
  if (own >= usual * NOTICED_TIMES && own - usual >= NOTICED_MILLISECONDS) return 'slower'
  if (usual >= own * NOTICED_TIMES && usual - own >= NOTICED_MILLISECONDS) return 'faster'
  return 'asUsual'
}
