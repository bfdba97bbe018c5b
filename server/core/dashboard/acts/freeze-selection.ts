import { fingerprint, LIMITS } from '#protocol'
import type { FrozenSelection, SelectionReq } from '#protocol/dashboard/acts.ts'
import type { NotificationFilter } from '#protocol/dashboard/lists/notifications.ts'
import type { Context } from '../../context.ts'
import { AoiError } from '../../errors.ts'
import { whereOf } from '../lists.ts'

type Selected = { id: string; label: string }

/**
 * Fixes what an act is meant for: the rows of the ids that are there, or every notification that matches the filter
 * now. Throws `invalid` for more than an act may be meant for.
 */
export async function freezeSelection(
  ctx: Context,
  { operatorId, request }: { operatorId: string; request: SelectionReq },
): Promise<FrozenSelection> {
  const { act } = request
  const selected =
    'filter' in request ? await walkNotifications(ctx, request.filter) : await findSelected(ctx, request)
  const kept = ctx.selections.keep({ operatorId, act, ids: selected.map(({ id }) => id) })
  return {
    selectionId: kept.id,
    count: selected.length,
    sample: selected.slice(0, LIMITS.selectionSample),
    expiresAt: new Date(kept.expiresAt).toISOString(),
  }
}

/** In pages, each of which is bounded, to the end: the count is exact. */
async function walkNotifications(ctx: Context, filter: NotificationFilter): Promise<Selected[]> {
  const now = ctx.clock.now()
  const selected: Selected[] = []
  const asked = { limit: LIMITS.listRows, now, filter: whereOf(filter), oldestFirst: false }
  let page = await ctx.dashboard.listNotifications(asked)
  for (;;) {
    selected.push(...page.rows.map((row) => ({ id: row.id, label: labelOf(row) })))
    if (selected.length > LIMITS.selectionRows) {
      throw new AoiError('invalid', `filter: matches more than ${LIMITS.selectionRows}; filter more closely`)
    }
    if (page.nextCursor === undefined) return selected
    page = await ctx.dashboard.listNotifications({ ...asked, cursor: page.nextCursor })
  }
}

async function findSelected(
  ctx: Context,
  request: Exclude<SelectionReq, { filter: unknown }>,
): Promise<Selected[]> {
  const { dashboard } = ctx
  if (request.act === 'removeMembers') {
    const found = await dashboard.findRegistrations(unique(request.ids))
    return found.map((row) => ({ id: String(row.id), label: `${row.aoiClientId} · ${labelOf(row)}` }))
  }
  const ids = unique(request.ids)
  if (request.act === 'cancel' || request.act === 'resend' || request.act === 'resendToMissing') {
    return (await dashboard.findNotifications(ids)).map((row) => ({ id: row.id, label: labelOf(row) }))
  }
  return (await dashboard.findAoiClients(ids)).map(({ id, name }) => ({ id, label: name ?? id }))
}

function labelOf(row: { applicationName: string; clientAppToken: string }): string {
  return `${row.applicationName} · ${fingerprint(row.clientAppToken)}`
}

function unique<Id>(ids: readonly Id[]): Id[] {
  return [...new Set(ids)]
}
