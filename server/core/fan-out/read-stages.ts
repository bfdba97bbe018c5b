import { LIMITS } from '#protocol'
import { ackStages, medianOf, type Stage, type StageTimes } from '#protocol/dashboard/stage-times.ts'
import type { NotificationStages } from '#protocol/dashboard/stages.ts'
import { definedOnly } from '#protocol/defined-only.ts'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'

/** With fewer notifications, there is no usual time. */
const LEAST_NOTIFICATIONS = 3

/**
 * Returns the commit and the first write of a notification as this node saw them, and the usual times of its token:
 * medians over a bounded number of notifications just before it. Throws `notFound`.
 */
export async function readStages(ctx: Context, { id }: { id: string }): Promise<NotificationStages> {
  const { clock, dashboard, pacer, pulse, store } = ctx
  const found = await store.findNotification({ id, now: clock.now() })
  if (found === undefined) throw new AoiError('notFound', 'id: no notification has this id')
  const { tokenId, seq } = found
  const seen = pulse.stagesBefore({ tokenId, seq, notifications: LIMITS.usualNotifications })
  const recent = await dashboard.readRecentAcks({ tokenId, beforeSeq: seq, turn: pacer.turn })
  const acks = recent.map(({ acked, recipients }) => ackStages(acked, recipients))
  const { committed, firstWrite } = pulse.stagesOf(found)
  return {
    seen: definedOnly({ committed, firstWrite }),
    usual: definedOnly({
      ...{ committed: usualOf(seen, 'committed'), firstWrite: usualOf(seen, 'firstWrite') },
      ...{ firstAck: usualOf(acks, 'firstAck'), half: usualOf(acks, 'half'), last: usualOf(acks, 'last') },
    }),
    notifications: recent.length,
  }
}

function usualOf(times: readonly StageTimes[], stage: Stage): number | undefined {
  const known = times.flatMap(({ [stage]: time }) => (time === undefined ? [] : [time]))
  return medianOf(known, LEAST_NOTIFICATIONS)
}
