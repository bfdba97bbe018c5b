import { randomUUID } from 'node:crypto'
import { LIMITS } from '#protocol'
import type { Operator } from '#protocol/dashboard/operators.ts'
import { mayDo } from '#protocol/dashboard/roles.ts'
import type { ViewList, ViewReq, Views } from '#protocol/dashboard/views.ts'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import { mayChangeSaved } from './may-change-saved.ts'
import type { SavedView } from './view-store.ts'

/** Returns the views of a list that the operator sees. */
export async function listViews(
  ctx: Context,
  { operator, list }: { operator: Operator; list: ViewList },
): Promise<Views> {
  const views = await ctx.views.listViews({ list, operatorId: operator.id })
  return {
    views: views.map(({ id, name, shared, owner, isDefault, params, look, ...view }) => ({
      ...{ id, name, shared, isDefault, params, look, ...(owner !== undefined && { owner }) },
      mayRemove: mayChangeSaved(operator, view),
    })),
    mayShare: mayDo(operator.role, 'act'),
  }
}

/** Saves a view, in place of an own one of the same name. Throws `forbidden`, `tooMany`. */
export async function saveView(
  ctx: Context,
  { operator, view: { isDefault, ...view } }: { operator: Operator; view: ViewReq },
): Promise<{ id: string }> {
  const { list, name, shared } = view
  if (shared && !mayDo(operator.role, 'act'))
    throw new AoiError('forbidden', 'shared: the role of this operator may not share views')
  const at = ctx.clock.now()
  const id = await ctx.views.saveView({ ...view, id: randomUUID(), ownerId: operator.id, savedAt: at })
  if (id === undefined)
    throw new AoiError('tooMany', `at most ${LIMITS.viewsPerOperator} views are kept: remove one first`)
  await ctx.views.chooseDefault({ operatorId: operator.id, list, viewId: id, isDefault })
  const detail = `${list}${shared ? ', shared' : ''}`
  await ctx.store.recordAudit({ actor: operator.email, action: 'view.save', subject: name, detail, at })
  return { id }
}

type OfView = { operator: Operator; id: string }

/** Throws `notFound`, and `forbidden` for a shared view of another operator. */
export async function removeView(ctx: Context, { operator, id }: OfView): Promise<void> {
  const view = await mustFind(ctx, { operator, id })
  if (!mayChangeSaved(operator, view))
    throw new AoiError('forbidden', 'id: only its owner or an admin may remove this view')
  if (!(await ctx.views.removeView(id))) throw notFound()
  await ctx.store.recordAudit({
    ...{ actor: operator.email, action: 'view.remove', subject: view.name, detail: view.list },
    at: ctx.clock.now(),
  })
}

/** Sets the view with which a list opens for the operator. Throws `notFound`. */
export async function chooseDefaultView(
  ctx: Context,
  { operator, id, isDefault }: OfView & { isDefault: boolean },
): Promise<void> {
  const { list } = await mustFind(ctx, { operator, id })
  await ctx.views.chooseDefault({ operatorId: operator.id, list, viewId: id, isDefault })
}

async function mustFind(ctx: Context, { operator, id }: OfView): Promise<SavedView> {
  const view = await ctx.views.findView({ id, operatorId: operator.id })
  if (view === undefined) throw notFound()
  return view
}

function notFound(): AoiError {
  return new AoiError('notFound', 'id: no view has this id')
}
