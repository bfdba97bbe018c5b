import type { AdminKeyRow } from '#protocol/admin-keys.ts'
import { createAdminKey, revokeAdminKey } from '#server/core/admin-keys/admin-keys.ts'
import { maybeInstant, toInstant } from '#server/core/instants.ts'
import type { AdminKey } from '#server/core/store.ts'
import { pageOf } from '../elements.ts'
import { type AdminCalls, LOCAL_ADMIN } from './admin-call.ts'

/** `adminKeys.*`: the keys of the admin API. */
export const adminKeyCalls: Pick<AdminCalls, `adminKeys.${'create' | 'list' | 'revoke'}`> = {
  'adminKeys.create': ({ context }, { name, scopes, ttlSeconds }) =>
    createAdminKey(context, {
      ...{ actor: LOCAL_ADMIN, name, scopes },
      expiresAt: ttlSeconds === undefined ? undefined : context.clock.now() + ttlSeconds * 1000,
    }),
  'adminKeys.list': async ({ context }, page) => {
    const { rows, nextCursor } = await context.store.listAdminKeys(pageOf(page))
    return { keys: rows.map(toAdminKeyRow), ...(nextCursor === undefined ? {} : { nextCursor }) }
  },
  'adminKeys.revoke': async ({ context }, { id }) => {
    await revokeAdminKey(context, { actor: LOCAL_ADMIN, id })
    return { id }
  },
}

export function toAdminKeyRow(key: AdminKey): AdminKeyRow {
  return {
    ...{ id: key.id, name: key.name, scopes: [...key.scopes], createdBy: key.createdBy },
    createdAt: toInstant(key.createdAt),
    ...maybeInstant('expiresAt', key.expiresAt),
    ...maybeInstant('revokedAt', key.revokedAt),
    ...maybeInstant('lastUsedAt', key.lastUsedAt),
  }
}
