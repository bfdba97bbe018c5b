import { fingerprint, type HookRequestRow, type HookRow } from '#protocol'
import { type CreatedHook, createHook } from '#server/core/hooks/create-hook.ts'
import type { Hook, KeptHookRequest } from '#server/core/hooks/hook-store.ts'
import { revokeHook } from '#server/core/hooks/revoke-hook.ts'
import { rotateHook } from '#server/core/hooks/rotate-hook.ts'
import { maybeInstant, toInstant } from '#server/core/instants.ts'
import type { ApiServices } from '../api-services.ts'
import { pageOf } from '../elements.ts'
import { type AdminCalls, LOCAL_ADMIN } from './admin-call.ts'

type Calls = Pick<
  AdminCalls,
  'hooks.create' | 'hooks.list' | 'hooks.requests' | 'hooks.rotate' | 'hooks.revoke'
>

/** `hooks.*`: hooks of stock senders. */
export const hookCalls: Calls = {
  'hooks.create': async ({ context }, { ttl, ...request }) => {
    const created = await createHook(context, { actor: LOCAL_ADMIN, ttlSeconds: ttl, ...request })
    return toCreatedHook(context, { ...created, signed: request.signed === true })
  },
  'hooks.list': async ({ context }, page) => {
    const { rows, nextCursor } = await context.hooks.store.list(pageOf(page))
    return { hooks: rows.map(toHookRow), ...(nextCursor === undefined ? {} : { nextCursor }) }
  },
  'hooks.requests': async ({ context }, { id }) => ({
    requests: (await context.hooks.store.listRequests(id)).map(toHookRequestRow),
  }),
  'hooks.rotate': async ({ context }, { id, overlapSeconds = 0 }) => {
    const rotated = await rotateHook(context, { actor: LOCAL_ADMIN, id, overlapSeconds })
    return toCreatedHook(context, { ...rotated, signed: false })
  },
  'hooks.revoke': async ({ context }, { id }) => {
    await revokeHook(context, { actor: LOCAL_ADMIN, id })
    return { id }
  },
}

/** Adds the URL, and the signing secret of a signed hook, to a new address. */
export function toCreatedHook(
  { settings, hooks }: ApiServices['context'],
  { id, address, signed }: CreatedHook & { signed: boolean },
) {
  const url = `${settings.publicUrl}/in/${address}`
  return { id, address, url, ...(signed ? { signingSecret: hooks.signingSecret(id) } : {}) }
}

/** Returns a hook as operators see it. */
export function toHookRow(hook: Hook): HookRow {
  const { id, name, shape, alias, ttlSeconds, urgency, tag, template, signed, perMinute, createdBy } = hook
  return {
    ...{ id, name, shape, signed, perMinute, createdBy },
    ApplicationName: hook.applicationName,
    fingerprint: fingerprint(hook.clientAppToken),
    createdAt: toInstant(hook.createdAt),
    ...(alias !== undefined && { alias }),
    ...(ttlSeconds !== undefined && { ttl: ttlSeconds }),
    ...(urgency !== undefined && { urgency }),
    ...(tag !== undefined && { tag }),
    ...(template !== undefined && { template }),
    ...maybeInstant('lastUsedAt', hook.lastUsedAt),
    ...maybeInstant('revokedAt', hook.revokedAt),
  }
}

export function toHookRequestRow({ id: _id, hookId: _, at, ...request }: KeptHookRequest): HookRequestRow {
  return { at: toInstant(at), ...request }
}
