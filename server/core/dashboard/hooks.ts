import { fingerprint, LIMITS } from '#protocol'
import type { HookDetail, HookRequestBody, HookRequestSummary } from '#protocol/dashboard/hooks.ts'
import type { HookListRow, HooksPage, HooksQuery } from '#protocol/dashboard/lists/hooks.ts'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import type { Hook, HookSurroundings, KeptHookRequest } from '../hooks/hook-store.ts'
import { toInstant } from '../instants.ts'

/** Hooks, the newest first. Throws `invalid` for a cursor that this server did not issue. */
export async function listHooks(ctx: Context, query: HooksQuery): Promise<HooksPage> {
  const { store } = ctx.hooks
  const { cursor, limit = LIMITS.listRowsDefault } = query
  const page = await store.list({ limit, ...(cursor !== undefined && { cursor }) })
  const surroundings = await store.findSurroundings(page.rows)
  return { ...page, rows: page.rows.map((hook) => toRow(hook, surroundings.get(hook.id))) }
}

/** Returns a hook with the summaries of its kept requests. Throws `notFound`. */
export async function readHook(ctx: Context, { id }: { id: string }): Promise<HookDetail> {
  const { store } = ctx.hooks
  const hook = await store.find(id)
  if (hook === undefined) throw new AoiError('notFound', 'id: no hook has this id')
  const surroundings = await store.findSurroundings([hook])
  const { template, ttlSeconds, urgency, tag, signed, perMinute, createdBy, previous } = hook
  return {
    ...toRow(hook, surroundings.get(id)),
    ...{ signed, perMinute, createdBy, newest: (await store.listRequests(id)).map(toSummary) },
    ...(template !== undefined && { template }),
    ...(ttlSeconds !== undefined && { ttlSeconds }),
    ...(urgency !== undefined && { urgency }),
    ...(tag !== undefined && { tag }),
    ...(previous !== undefined &&
      previous.endsAt > ctx.clock.now() && { previousEndsAt: toInstant(previous.endsAt) }),
  }
}

/** Returns the kept beginning of a request's body. Throws `notFound`. */
export async function readHookRequest(
  ctx: Context,
  { id, requestId }: { id: string; requestId: number },
): Promise<HookRequestBody> {
  const request = await ctx.hooks.store.findRequest({ hookId: id, id: requestId })
  if (request === undefined) throw new AoiError('notFound', 'requestId: the hook keeps no such request')
  return { body: request.body, cut: mayBeCut(request.body) }
}

/** The cut leaves out a character that it would divide, so a body may miss up to three bytes of the limit. */
const DIVIDED_BYTES = 3

function mayBeCut(body: string): boolean {
  return Buffer.byteLength(body) >= LIMITS.hookRequestKeptBytes - DIVIDED_BYTES
}

function toRow(hook: Hook, surroundings: HookSurroundings | undefined): HookListRow {
  const { id, name, shape, applicationName, alias, createdAt, lastUsedAt, revokedAt } = hook
  const { token, requests = { kept: 0, refused: 0 } } = surroundings ?? {}
  return {
    ...{ id, name, shape, applicationName, requests, createdAt: toInstant(createdAt) },
    token: {
      ...{ fingerprint: fingerprint(hook.clientAppToken), members: token?.members ?? 0 },
      ...(token !== undefined && { id: token.tokenId }),
    },
    ...(alias !== undefined && { alias }),
    ...(lastUsedAt !== undefined && { lastUsedAt: toInstant(lastUsedAt) }),
    ...(revokedAt !== undefined && { revokedAt: toInstant(revokedAt) }),
  }
}

function toSummary({ hookId: _, body: _body, at, ...request }: KeptHookRequest): HookRequestSummary {
  return { ...request, at: toInstant(at) }
}
