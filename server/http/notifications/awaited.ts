import type { Context } from '#server/core/context.ts'
import { isAoiError } from '#server/core/errors.ts'
import type { AwaitedOutcome } from '#server/core/notifications/ack-waits.ts'
import type { AppendResult } from '#server/core/store.ts'
import { answer } from '../answer.ts'
import { appliedWait, type WantedWait } from '../prefer-wait.ts'
import { answerOne, locationOf } from './accepted.ts'
import { toStatus } from './to-status.ts'

type Accepted = {
  results: readonly AppendResult[]
  wanted: WantedWait
  apiKeyId: string
  signal: AbortSignal
}

/**
 * Waits for acks of an accepted notification, and returns the answer with its outcome so far. The notification is on
 * disk already, so that nothing that befalls the wait changes that answer. Throws `notFound` and `forbidden`.
 */
export async function answerAwaited(ctx: Context, accepted: Accepted): Promise<Response> {
  const { results, wanted } = accepted
  const [result] = results
  if (result?.outcome !== 'accepted') return answerOne(ctx, results)
  const { notificationId, seq, recipients } = result
  const awaited = await waitFor(ctx, { ...accepted, notificationId })
  if (awaited === undefined) return answerOne(ctx, results)
  return answer(
    {
      ...{ messageType: 'notificationRes', code: '200', desc: 'OK', notificationId, seq, recipients },
      ...toStatus(awaited.row, ctx.clock.now()),
    },
    {
      status: 201,
      headers: {
        location: locationOf(ctx.settings, notificationId),
        ...(awaited.hasWaited && appliedWait(wanted)),
      },
    },
  )
}

/** Returns undefined if the outcome is not known: the database is lost, or the notification is already removed. */
async function waitFor(
  ctx: Context,
  { notificationId, wanted, apiKeyId, signal }: Accepted & { notificationId: string },
): Promise<AwaitedOutcome | undefined> {
  const { until, seconds } = wanted
  try {
    const milliseconds = seconds * 1000
    return await ctx.ackWaits.wait(notificationId, { apiKeyId, until, milliseconds, signal })
  } catch (error) {
    if (isAoiError(error)) return undefined
    throw error
  }
}
