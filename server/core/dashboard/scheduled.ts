import { isUniqueToken, LIMITS, labelsOf } from '#protocol'
import type { ScheduledListRow, ScheduledPage, ScheduledQuery } from '#protocol/dashboard/lists/scheduled.ts'
import type { Operator } from '#protocol/dashboard/operators.ts'
import { mayDo, type Role } from '#protocol/dashboard/roles.ts'
import { readDisplay } from '#protocol/display.ts'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import { toInstant } from '../instants.ts'
import { readDeliveryTime } from '../schedule/read-delivery-time.ts'
import type { WaitingRow } from '../schedule/schedule-store.ts'
import { tokenFingerprint } from '../token-fingerprint.ts'

/** Lists the notifications that wait for their time, the earliest first, with titles for roles that read payloads. */
export async function listScheduled(
  ctx: Context,
  { cursor, limit = LIMITS.listRowsDefault, role, ...where }: ScheduledQuery & { role: Role },
): Promise<ScheduledPage> {
  const page = await ctx.schedule.listWaiting({ where, limit, ...(cursor !== undefined && { cursor }) })
  const mayRead = mayDo(role, 'readPayload')
  return { ...page, rows: page.rows.map((row) => toRow(row, mayRead)) }
}

function toRow(row: WaitingRow, mayRead: boolean): ScheduledListRow {
  const { id, applicationName, ttlSeconds, urgency, clientAppToken, serverApplicationName } = row
  const title = mayRead ? titleOf(row.payload) : undefined
  const kind = isUniqueToken(clientAppToken) ? 'unique' : 'shared'
  return {
    ...{ id, applicationName, ttlSeconds, urgency, serverApplication: serverApplicationName },
    token: { id: row.tokenId, fingerprint: tokenFingerprint(clientAppToken), kind },
    ...{ deliverAt: toInstant(row.deliverAt), acceptedAt: toInstant(row.acceptedAt) },
    ...labelsOf(row),
    ...(title !== undefined && { title }),
  }
}

function titleOf(payload: string): string | undefined {
  return readDisplay(JSON.parse(payload))?.title
}

type Change = { operator: Operator; id: string; deliverAt: number }

/**
 * Gives a scheduled notification another time, which must be ahead. Throws `invalid` and, once it is sent or cancelled,
 * `notFound`.
 */
export async function changeDeliveryTime(ctx: Context, { operator, id, deliverAt }: Change): Promise<void> {
  const now = ctx.clock.now()
  const at = readDeliveryTime(deliverAt, now)
  if (at === undefined) throw new AoiError('invalid', 'deliverAt: must be ahead; cancel and send it instead')
  if (!(await ctx.schedule.changeTime({ id, deliverAt: at })))
    throw new AoiError('notFound', 'id: no notification with this id waits for its time')
  ctx.scheduler.expect(at)
  const detail = `for ${toInstant(at)}`
  const { email: actor } = operator
  await ctx.store.recordAudit({ actor, action: 'notification.changeTime', subject: id, detail, at: now })
}
