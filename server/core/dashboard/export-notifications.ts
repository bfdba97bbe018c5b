import { LIMITS } from '#protocol'
import type { ExportQuery, NotificationListRow } from '#protocol/dashboard/lists/notifications.ts'
import type { Context } from '../context.ts'
import type { Turn } from '../pacer.ts'
import type { NotificationWhere } from './dashboard-store.ts'
import { toNotificationRow } from './list-rows.ts'
import { whereOf } from './lists.ts'

/** `payload` as it was stored, if requested. */
export type ExportedNotification = NotificationListRow & { payload?: string }

type Export<Line> = {
  query: Omit<ExportQuery, 'exportId'>
  turn: Turn
  /** Makes the output for the rows of one step, as part of the step. */
  write: (rows: readonly ExportedNotification[]) => Line
}

/**
 * Yields every matching notification, one paced step at a time. Reads only as fast as the consumer takes, so that no
 * export holds more than a step. Returns whether it stopped at `LIMITS.exportRows`.
 */
export async function* exportNotifications<Line>(
  ctx: Context,
  { query, turn, write }: Export<Line>,
): AsyncGenerator<{ rows: number; line: Line }, { cut: boolean }> {
  const { sort, format: _format, payload, ...filter } = query
  const now = ctx.clock.now()
  const asked = { limit: LIMITS.exportStepRows, now, filter: whereOf(filter), oldestFirst: sort === 'oldest' }
  let cursor: string | undefined
  for (let sent = 0; sent < LIMITS.exportRows; ) {
    const room = LIMITS.exportRows - sent
    const step = await turn(async () => {
      const page = await ctx.dashboard.listNotifications({ ...asked, cursor })
      cursor = page.nextCursor
      const shown = page.rows.slice(0, room).map((row) => toNotificationRow(row, { now, pulse: ctx.pulse }))
      return {
        rows: shown.length,
        line: write(payload === undefined ? shown : await withPayloads(ctx, shown)),
      }
    })
    sent += step.rows
    yield step
    if (cursor === undefined) return { cut: false }
  }
  return { cut: true }
}

/** Counts the notifications of an export, in paced steps of its own. */
export async function countForExport(
  ctx: Context,
  { query, turn }: Pick<Export<never>, 'query' | 'turn'>,
): Promise<number> {
  const { sort: _sort, format: _format, payload: _payload, ...others } = query
  const filter: NotificationWhere = whereOf(others)
  const asked = { filter, now: ctx.clock.now(), rows: LIMITS.exportCountRows }
  let count = 0
  let cursor: string | undefined
  do {
    const step = await turn(() => ctx.dashboard.countNotifications({ ...asked, cursor }))
    count += step.count
    cursor = step.nextCursor
  } while (cursor !== undefined && count < LIMITS.exportRows)
  return Math.min(count, LIMITS.exportRows)
}

async function withPayloads(
  ctx: Context,
  rows: readonly NotificationListRow[],
): Promise<ExportedNotification[]> {
  const payloads = await ctx.dashboard.findPayloads(rows.map(({ id }) => id))
  return rows.map((row) => ({ ...row, payload: payloads.get(row.id) ?? '' }))
}
