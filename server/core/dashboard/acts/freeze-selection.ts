import { fingerprint, LIMITS } from '#protocol'
import { type FrozenSelection, SELECTION_ACTS, type SelectionReq } from '#protocol/dashboard/acts.ts'
import type { NotificationFilter } from '#protocol/dashboard/lists/notifications.ts'
import type { Context } from '../../context.ts'
import { AoiError } from '../../errors.ts'
import type { Turn } from '../../pacer.ts'
import { whereOf } from '../lists.ts'

type Target = { id: string; label: string }

/**
 * Freezes the targets of an act: the existing rows among the ids, or every notification that matches the filter now.
 * Throws `invalid` if there are too many.
 */
export async function freezeSelection(
  ctx: Context,
  { operatorId, request }: { operatorId: string; request: SelectionReq },
): Promise<FrozenSelection> {
  const { act } = request
  const selected =
    'filter' in request
      ? await walkNotifications(ctx, { filter: request.filter, operatorId })
      : await findSelected(ctx, request)
  const kept = ctx.selections.keep({ operatorId, act, ids: selected.map(({ id }) => id) })
  return {
    selectionId: kept.id,
    count: selected.length,
    sample: selected.slice(0, LIMITS.selectionSample),
    expiresAt: new Date(kept.expiresAt).toISOString(),
  }
}

/** Walks the list to its end in paced steps, so that the count is exact. */
function walkNotifications(
  ctx: Context,
  { filter, operatorId }: { filter: NotificationFilter; operatorId: string },
): Promise<Target[]> {
  const job = { kind: 'act', party: operatorId, signal: ctx.asker?.signal } as const
  return ctx.pacer.run(job, (turn) => selectMatching(ctx, { filter, turn }))
}

async function selectMatching(
  ctx: Context,
  { filter, turn }: { filter: NotificationFilter; turn: Turn },
): Promise<Target[]> {
  const now = ctx.clock.now()
  const selected: Target[] = []
  const asked = { limit: LIMITS.listRows, now, filter: whereOf(filter), oldestFirst: false }
  let cursor: string | undefined
  do {
    const page = await turn(() => ctx.dashboard.listNotifications({ ...asked, cursor }))
    cursor = page.nextCursor
    for (const row of page.rows) selected.push({ id: row.id, label: '', ...named(row, selected.length) })
    if (selected.length > LIMITS.selectionRows) {
      throw new AoiError('invalid', `filter: must match at most ${LIMITS.selectionRows} rows`)
    }
  } while (cursor !== undefined)
  return selected
}

/** Only the sample needs labels, and a label costs a hash. */
function named(row: Parameters<typeof labelOf>[0], index: number): { label: string } | undefined {
  return index < LIMITS.selectionSample ? { label: labelOf(row) } : undefined
}

async function findSelected(
  ctx: Context,
  request: Exclude<SelectionReq, { filter: unknown }>,
): Promise<Target[]> {
  const { dashboard } = ctx
  if (request.act === 'removeMembers') {
    const found = await dashboard.findRegistrations(unique(request.ids))
    return found.map((row) => ({ id: String(row.id), label: `${row.aoiClientId} · ${labelOf(row)}` }))
  }
  const ids = unique(request.ids)
  const isOfNotifications = SELECTION_ACTS[request.act] === 'notifications'
  if (isOfNotifications) {
    return (await dashboard.nameNotifications(ids)).map((row) => ({ id: row.id, label: labelOf(row) }))
  }
  return (await dashboard.findAoiClients(ids)).map(({ id, name }) => ({ id, label: name ?? id }))
}

function labelOf(row: { applicationName: string; clientAppToken: string }): string {
  return `${row.applicationName} · ${fingerprint(row.clientAppToken)}`
}

function unique<Id>(ids: readonly Id[]): Id[] {
  return [...new Set(ids)]
}
