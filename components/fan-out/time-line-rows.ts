import type { FanOut } from '#protocol/dashboard/fan-out.ts'
import { compareStage, STAGES, type Stage, type StageTimes } from '#protocol/dashboard/stage-times.ts'
import type { NotificationStages } from '#protocol/dashboard/stages.ts'
import { definedOnly } from '#protocol/defined-only.ts'

/** Why a stage has no time. `notRecorded`: it has passed, and this node did not see it. */
export type MissingStage = 'notYet' | 'never' | 'notRecorded'

/** One stage of the time line; times are milliseconds from acceptance. */
export type StageRow = {
  stage: Stage
  own: number | MissingStage
  usual: number | undefined
  comparison: ReturnType<typeof compareStage> | undefined
}

type Known = {
  /** Undefined until the page has read it. */
  stages: NotificationStages | undefined
  /** The stages that the acks show. */
  acks: StageTimes
  state: FanOut['state']
}

/** Returns the stages of a notification in order, each beside its usual time. */
export function describeStages({ stages, acks, state }: Known): StageRow[] {
  const seen = definedOnly({ ...stages?.seen, ...acks })
  return STAGES.map((stage) => {
    const own = seen[stage]
    const usual = stages?.usual[stage]
    if (own === undefined)
      return { stage, own: whyMissing(stage, { acks, state }), usual, comparison: undefined }
    return { stage, own, usual, comparison: usual === undefined ? undefined : compareStage(own, usual) }
  })
}

function whyMissing(stage: Stage, { acks, state }: Pick<Known, 'acks' | 'state'>): MissingStage {
  if (stage === 'committed') return 'notRecorded'
  if (stage === 'firstWrite' && acks.firstAck !== undefined) return 'notRecorded'
  return state === 'live' ? 'notYet' : 'never'
}

/** Returns the place of a time on the axis from 0 to `longest` milliseconds, in percent. The axis is logarithmic. */
export function placeOnAxis(milliseconds: number, longest: number): number {
  return (100 * Math.log1p(milliseconds)) / Math.log1p(Math.max(1, longest))
}
