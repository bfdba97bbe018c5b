import { STAGES, type Stage } from '#protocol/dashboard/stage-times.ts'
import type { Overview } from '#protocol/overview.ts'
import { TimeHistogram } from '#protocol/time-histogram.ts'
import type { Clock } from '../clock.ts'

const MINUTE = 60_000
const KEPT_MINUTES = 60
/** "Now" is the present minute and those before it. */
const RECENT_MINUTES = 5
/** With fewer notifications before, there is no usual time. */
const LEAST_USUAL = 20

type Steps = Record<Stage, TimeHistogram>

/**
 * How long the notifications of the last hour took from each stage to the next, minute by minute. A slow commit does not
 * make the later stages look slow, because each step begins where the one before it ended.
 */
export class StageSteps {
  readonly #clock: Clock
  /** By the start of the minute; in the order of time. */
  readonly #minutes = new Map<number, Steps>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Counts a step that has just ended. */
  add(stage: Stage, milliseconds: number): void {
    this.#minute()[stage].add(Math.max(0, milliseconds))
  }

  /** Returns p95 of each step in the last minutes, and in the rest of the last hour. */
  read(): Overview['stages'] {
    const present = startOf(this.#clock.now())
    return STAGES.map((stage) => {
      const [recent, before] = [new TimeHistogram(), new TimeHistogram()]
      for (const [startedAt, steps] of this.#minutes) {
        if (startedAt <= present - KEPT_MINUTES * MINUTE) continue
        const isRecent = startedAt > present - RECENT_MINUTES * MINUTE
        ;(isRecent ? recent : before).merge(steps[stage])
      }
      const [p95Ms, usualMs] = [recent.percentile(0.95), before.percentile(0.95)]
      return {
        stage,
        notifications: recent.total,
        ...(p95Ms !== undefined && { p95Ms }),
        ...(usualMs !== undefined && before.total >= LEAST_USUAL && { usualMs }),
      }
    })
  }

  #minute(): Steps {
    const startedAt = startOf(this.#clock.now())
    const found = this.#minutes.get(startedAt)
    if (found !== undefined) return found
    const steps = emptySteps()
    this.#minutes.set(startedAt, steps)
    const [first] = this.#minutes.keys()
    if (this.#minutes.size > KEPT_MINUTES && first !== undefined) this.#minutes.delete(first)
    return steps
  }
}

function emptySteps(): Steps {
  const make = () => new TimeHistogram()
  return { committed: make(), firstWrite: make(), firstAck: make(), half: make(), last: make() }
}

function startOf(at: number): number {
  return at - (at % MINUTE)
}
