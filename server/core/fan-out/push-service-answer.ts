import type { PushServiceAnswer } from '#protocol/dashboard/fan-out.ts'
import { toInstant } from '../instants.ts'
import type { PushProgress, PushServiceState } from '../store.ts'

/** Converts the state of a push service to the form of the pages. */
export function toPushServiceAnswer(state: PushServiceState): PushServiceAnswer {
  const { answeredAt, acceptedSeq: _accepted, unsentSeq: _unsent, ...said } = state
  return { ...said, ...(answeredAt === undefined ? {} : { answeredAt: toInstant(answeredAt) }) }
}

/**
 * Returns true if the push service certainly accepted this seq. Messages leave in order, so it accepted all between the
 * highest accepted one and the highest one that ended unsent.
 */
export function wasAccepted({ acceptedSeq, unsentSeq }: PushProgress, seq: number): boolean {
  return seq <= acceptedSeq && seq > unsentSeq
}
