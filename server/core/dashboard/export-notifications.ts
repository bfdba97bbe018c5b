import { LIMITS } from '#protocol'
import type { ExportQuery, NotificationListRow } from '#protocol/dashboard/lists/notifications.ts'
import type { Context } from '../context.ts'
import { toNotificationRow } from './list-rows.ts'
import { whereOf } from './lists.ts'

/** `payload` as it was stored, where it was asked for. */
export type ExportedNotification = NotificationListRow & { payload?: string }

/**
 * Every notification that matches, page by page as they are taken, so that no export holds more than a page. Returns
 * whether it stopped at `LIMITS.exportRows`.
 */
export async function* exportNotifications(
  ctx: Context,
  query: ExportQuery,
): AsyncGenerator<ExportedNotification[], { cut: boolean }> {
  const { sort, format: _format, payload, ...filter } = query
  const now = ctx.clock.now()
  const asked = { limit: LIMITS.listRows, now, filter: whereOf(filter), oldestFirst: sort === 'oldest' }
  let cursor: string | undefined
  for (let rows = 0; rows < LIMITS.exportRows; ) {
    const page = await ctx.dashboard.listNotifications({ ...asked, cursor })
    const shown = page.rows
      .slice(0, LIMITS.exportRows - rows)
      .map((row) => toNotificationRow(row, { now, pulse: ctx.pulse }))
    rows += shown.length
    cursor = page.nextCursor
    yield payload === undefined ? shown : await withPayloads(ctx, shown)
    if (cursor === undefined) return { cut: false }
  }
  return { cut: true }
}

async function withPayloads(
  ctx: Context,
  rows: readonly NotificationListRow[],
): Promise<ExportedNotification[]> {
  const found = await ctx.dashboard.findNotifications(rows.map(({ id }) => id))
  const payloads = new Map(found.map(({ id, payload }) => [id, payload]))
  return rows.map((row) => ({ ...row, payload: payloads.get(row.id) ?? '' }))
}
