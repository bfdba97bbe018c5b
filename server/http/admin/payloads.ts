import { z } from 'zod'
import type { AdminAnswer, AdminRequest } from '#protocol'
import type { Context } from '#server/core/context.ts'
import { eraseStep } from '#server/core/dashboard/acts/steps.ts'
import { FIRST_PLACE } from '#server/core/erase/erase-scope.ts'
import { eraseScopePayloads } from '#server/core/erase/erase-scope-payloads.ts'
import { findScope, type NamedScope } from '#server/core/erase/find-scope.ts'
import { AoiError } from '#server/core/errors.ts'
import type { Turn } from '#server/core/pacer.ts'
import { type AdminCalls, LOCAL_ADMIN } from './admin-call.ts'

const ACTION = 'notification.erase'

type Request = AdminRequest<'payloads.erase'>
type Answer = AdminAnswer<'payloads.erase'>

/** State of an erasure between two calls of it: the caller keeps it, so that the server need not. */
const stateSchema = z.strictObject({
  until: z.int(),
  place: z.strictObject({ afterId: z.int32(), rangeId: z.int32(), seq: z.int() }),
  erased: z.int(),
  unchanged: z.int(),
})
type State = z.infer<typeof stateSchema>

/** `payloads.erase`: the payloads of one notification, or of everything in a scope, one bounded part a call. */
export const payloadCalls: Pick<AdminCalls, 'payloads.erase'> = {
  'payloads.erase': ({ context }, request) =>
    context.pacer.run({ kind: 'act', party: LOCAL_ADMIN }, (turn) =>
      'notificationId' in request.scope
        ? eraseOne(context, { ...request, notificationId: request.scope.notificationId })
        : erasePart(context, { ...request, named: request.scope, turn }),
    ),
}

async function eraseOne(
  ctx: Context,
  { notificationId, dryRun = false, reason }: Request & { notificationId: string },
): Promise<Answer> {
  const [named] = await ctx.dashboard.nameNotifications([notificationId])
  if (named === undefined) return eraseScheduledOne(ctx, { notificationId, dryRun, reason })
  const payload = await ctx.dashboard.findPayload(notificationId)
  if (dryRun) {
    const erased = payload?.erasedAt === undefined ? 1 : 0
    return { erased, unchanged: 1 - erased }
  }
  const { done } = await eraseStep(ctx, { ids: [notificationId] })
  await ctx.dashboard.dropOldPages()
  await record(ctx, { subject: notificationId, detail: describeEnd({ erased: done, total: 1, reason }) })
  return { erased: done, unchanged: 1 - done }
}

/** The same for one that waits for its time. Throws `notFound`. */
async function eraseScheduledOne(
  ctx: Context,
  { notificationId, dryRun, reason }: Pick<Request, 'dryRun' | 'reason'> & { notificationId: string },
): Promise<Answer> {
  const row = await ctx.schedule.find(notificationId)
  if (row === undefined) throw new AoiError('notFound', 'notification: no notification has this id')
  if (row.cancelledAt !== undefined) return { erased: 0, unchanged: 1 }
  if (dryRun === true) return { erased: 1, unchanged: 0 }
  const { length: erased } = await ctx.schedule.cancel({
    ...{ ids: [notificationId], at: ctx.clock.now(), erases: true },
  })
  await ctx.dashboard.dropOldPages()
  await record(ctx, { subject: notificationId, detail: describeEnd({ erased, total: 1, reason }) })
  return { erased, unchanged: 1 - erased }
}

/** Records the act before its first part, and its outcome after the last one. */
async function erasePart(
  ctx: Context,
  { named, cursor, dryRun = false, reason, turn }: Request & { named: NamedScope; turn: Turn },
): Promise<Answer> {
  const { scope, subject } = await findScope(ctx, { named, turn })
  const state = cursor === undefined ? begin(ctx) : readState(cursor)
  if (cursor === undefined && !dryRun) await record(ctx, { subject, detail: describeBegin(reason) })
  const { until, place } = state
  const part = await eraseScopePayloads(ctx, { scope, until, place, isDryRun: dryRun, turn })
  const erased = state.erased + part.erased
  const unchanged = state.unchanged + part.unchanged
  if (part.next !== undefined)
    return { erased, unchanged, nextCursor: writeState({ until, place: part.next, erased, unchanged }) }
  if (dryRun) return { erased, unchanged }
  await ctx.dashboard.dropOldPages()
  await record(ctx, { subject, detail: describeEnd({ erased, total: erased + unchanged, reason }) })
  return { erased, unchanged }
}

function begin({ clock }: Context): State {
  return { until: clock.now(), place: FIRST_PLACE, erased: 0, unchanged: 0 }
}

function record({ store, clock }: Context, event: { subject: string; detail: string }): Promise<void> {
  return store.recordAudit({ ...event, actor: LOCAL_ADMIN, action: ACTION, at: clock.now() })
}

function describeBegin(reason: string | undefined): string {
  return `begun${reason === undefined ? '' : `: ${reason}`}`
}

/** In the form of the acts of the dashboard. */
function describeEnd(end: { erased: number; total: number; reason: string | undefined }): string {
  return `${end.erased} of ${end.total} (0 failed)${end.reason === undefined ? '' : `: ${end.reason}`}`
}

function writeState(state: State): string {
  return Buffer.from(JSON.stringify(state)).toString('base64url')
}

function readState(cursor: string): State {
  try {
    return stateSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw new AoiError('invalid', 'cursor: must be the nextCursor of the call before')
  }
}
