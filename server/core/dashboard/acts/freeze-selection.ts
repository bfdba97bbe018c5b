import { fingerprint, LIMITS } from '#protocol'
import { type FrozenSelection, SELECTION_ACTS, type SelectionReq } from '#protocol/dashboard/acts.ts'
import type { NotificationFilter } from '#protocol/dashboard/lists/notifications.ts'
import type { Context } from '../../context.ts'
import { type ErasePlace, type EraseScope, FIRST_PLACE } from '../../erase/erase-scope.ts'
import { AoiError } from '../../errors.ts'
import type { Turn } from '../../pacer.ts'
import type { Presence } from '../../presence.ts'
import type { AoiClientWhere, ListPage } from '../dashboard-store.ts'
import { clientWhereOf, whereOf } from '../lists.ts'
import { walkPages } from '../walk-pages.ts'

type Freezing = { operatorId: string; request: SelectionReq; presence: Presence }
type Target = { id: string; label: string }
type EraseOf = Extract<SelectionReq, { of: unknown }>['of']
type ErasableStep = Parameters<Context['dashboard']['walkErasable']>[0]

/**
 * Freezes the targets of an act: the existing rows among the ids, or every notification that matches the filter now.
 * Throws `invalid` if there are too many.
 */
export async function freezeSelection(
  ctx: Context,
  { operatorId, request, presence }: Freezing,
): Promise<FrozenSelection> {
  const { act } = request
  const selected = await selectTargets(ctx, { operatorId, request, presence })
  const aoiClient = 'of' in request && 'aoiClientId' in request.of ? request.of : {}
  const kept = ctx.selections.keep({ operatorId, act, ids: selected.map(({ id }) => id), ...aoiClient })
  return {
    selectionId: kept.id,
    count: selected.length,
    sample: selected.slice(0, LIMITS.selectionSample),
    expiresAt: new Date(kept.expiresAt).toISOString(),
  }
}

function selectTargets(ctx: Context, { operatorId, request, presence }: Freezing): Promise<Target[]> {
  const job = { kind: 'act', party: operatorId, signal: ctx.asker?.signal } as const
  if ('filter' in request)
    return ctx.pacer.run(job, (turn) => selectMatching(ctx, { filter: request.filter, turn }))
  if ('clients' in request) {
    const filter = clientWhereOf(request.clients, presence)
    return ctx.pacer.run(job, (turn) => selectClients(ctx, { filter, turn }))
  }
  if ('of' in request) return ctx.pacer.run(job, (turn) => selectScope(ctx, { of: request.of, turn }))
  return findSelected(ctx, request)
}

/** Walks through a scope to its end in paced steps. Payloads that were erased before are no targets. */
async function selectScope(ctx: Context, { of, turn }: { of: EraseOf; turn: Turn }): Promise<Target[]> {
  const scope: EraseScope =
    'tokenId' in of
      ? { kind: 'token', tokenId: of.tokenId }
      : { kind: 'aoiClient', aoiClientId: of.aoiClientId }
  const ids: string[] = []
  for (let place: ErasePlace | undefined = FIRST_PLACE; place !== undefined; ) {
    const walk: ErasableStep = { scope, place, rows: LIMITS.actStepRows }
    const { found, next } = await turn(() => ctx.dashboard.walkErasable(walk))
    ids.push(...found.filter(({ isErased }) => !isErased).map(({ id }) => id))
    if (ids.length > LIMITS.selectionRows)
      throw new AoiError(
        'invalid',
        `of: must have at most ${LIMITS.selectionRows} payloads; use \`aoi admin erase\` for more`,
      )
    place = next
  }
  const sample = await ctx.dashboard.nameNotifications(ids.slice(0, LIMITS.selectionSample))
  const labels = new Map(sample.map((row) => [row.id, labelOf(row)]))
  return ids.map((id) => ({ id, label: labels.get(id) ?? '' }))
}

/** Walks the list to its end in paced steps, so that the count is exact. */
async function selectMatching(
  ctx: Context,
  { filter, turn }: { filter: NotificationFilter; turn: Turn },
): Promise<Target[]> {
  const asked = { limit: LIMITS.listRows, now: ctx.clock.now(), filter: whereOf(filter), oldestFirst: false }
  const read = (cursor: string | undefined) =>
    turn(() => ctx.dashboard.listNotifications({ ...asked, cursor }))
  return walkList(read, {
    element: 'filter',
    toTarget: (row, index) => ({ id: row.id, label: '', ...named(row, index) }),
  })
}

/** The same for the list of AOI Clients. */
async function selectClients(
  ctx: Context,
  { filter, turn }: { filter: AoiClientWhere; turn: Turn },
): Promise<Target[]> {
  const asked = { limit: LIMITS.listRows, filter, oldestFirst: false }
  const read = (cursor: string | undefined) => turn(() => ctx.dashboard.listAoiClients({ ...asked, cursor }))
  return walkList(read, { element: 'clients', toTarget: ({ id, name }) => ({ id, label: name ?? id }) })
}

/** Reads a list page by page. Throws `invalid` if it has more rows than a selection may; `element` asked for them. */
async function walkList<Row>(
  read: (cursor: string | undefined) => Promise<ListPage<Row>>,
  { element, toTarget }: { element: string; toTarget: (row: Row, index: number) => Target },
): Promise<Target[]> {
  const selected: Target[] = []
  for await (const rows of walkPages(read)) {
    for (const row of rows) selected.push(toTarget(row, selected.length))
    if (selected.length > LIMITS.selectionRows)
      throw new AoiError('invalid', `${element}: must match at most ${LIMITS.selectionRows} rows`)
  }
  return selected
}

/** Only the sample needs labels, and a label costs a hash. */
function named(row: Parameters<typeof labelOf>[0], index: number): { label: string } | undefined {
  return index < LIMITS.selectionSample ? { label: labelOf(row) } : undefined
}

async function findSelected(
  ctx: Context,
  request: Exclude<SelectionReq, { filter: unknown } | { of: unknown } | { clients: unknown }>,
): Promise<Target[]> {
  const { dashboard } = ctx
  if (request.act === 'removeMembers') {
    const found = await dashboard.findRegistrations(unique(request.ids))
    return found.map((row) => ({ id: String(row.id), label: `${row.aoiClientId} · ${labelOf(row)}` }))
  }
  const ids = unique(request.ids)
  const isOfNotifications = SELECTION_ACTS[request.act] === 'notifications'
  if (isOfNotifications) {
    const waiting = request.act === 'cancel' ? await ctx.schedule.nameWaiting(ids) : []
    const named = [...(await dashboard.nameNotifications(ids)), ...waiting]
    return named.map((row) => ({ id: row.id, label: labelOf(row) }))
  }
  return (await dashboard.findAoiClients(ids)).map(({ id, name }) => ({ id, label: name ?? id }))
}

function labelOf(row: { applicationName: string; clientAppToken: string }): string {
  return `${row.applicationName} · ${fingerprint(row.clientAppToken)}`
}

function unique<Id>(ids: readonly Id[]): Id[] {
  return [...new Set(ids)]
}
