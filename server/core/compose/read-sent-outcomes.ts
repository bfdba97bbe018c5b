import type { SentOutcome, SentOutcomes } from '#protocol/dashboard/compose.ts'
import type { Context } from '../context.ts'
import { stateOf } from '../dashboard/list-rows.ts'
import { toInstant } from '../instants.ts'
import type { ScheduledRow } from '../schedule/schedule-store.ts'
import type { NotificationRow } from '../store.ts'
import { tokenFingerprint } from '../token-fingerprint.ts'

/** Returns how far each notification has got, also while it waits for its time. Removed ones are left out. */
export async function readSentOutcomes(
  ctx: Context,
  { ids }: { ids: readonly string[] },
): Promise<SentOutcomes> {
  const rows = await Promise.all(ids.map((id) => readOne(ctx, id)))
  return { rows: rows.filter((row) => row !== undefined) }
}

async function readOne(ctx: Context, id: string): Promise<SentOutcome | undefined> {
  const now = ctx.clock.now()
  const logged = await ctx.store.findNotification({ id, now })
  if (logged !== undefined) return toLogged(logged, now)
  const waiting = await ctx.schedule.find(id)
  return waiting && toWaiting(waiting)
}

function toLogged(row: NotificationRow, now: number): SentOutcome {
  const { id, applicationName, tokenId, recipients, acked, pending } = row
  const fingerprint = tokenFingerprint(row.clientAppToken)
  return { id, applicationName, tokenId, fingerprint, state: stateOf(row, now), recipients, acked, pending }
}

function toWaiting({ id, applicationName, tokenId, clientAppToken, ...row }: ScheduledRow): SentOutcome {
  return {
    ...{ id, applicationName, tokenId, fingerprint: tokenFingerprint(clientAppToken) },
    ...{ recipients: 0, acked: 0, pending: 0, deliverAt: toInstant(row.deliverAt) },
    state: row.cancelledAt === undefined ? 'scheduled' : 'cancelled',
  }
}
