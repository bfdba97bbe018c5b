import type { AdminApiKey } from '#protocol'
import { maybeInstant, toInstant } from '#server/core/instants.ts'
import { createApiKey } from '#server/core/server-applications/create-api-key.ts'
import { revokeApiKey } from '#server/core/server-applications/revoke-api-key.ts'
import { showKeyLimits } from '#server/core/server-applications/show-key-limits.ts'
import type { ApiKey } from '#server/core/store.ts'
import { pageOf } from '../elements.ts'
import { type AdminCalls, LOCAL_ADMIN } from './admin-call.ts'

/** `keys.*`: API keys of Server Applications. */
export const keyCalls: Pick<AdminCalls, 'keys.create' | 'keys.list' | 'keys.revoke'> = {
  'keys.create': async ({ context }, { name, applications, ttlSeconds, ...limits }) => {
    const expiresAt = ttlSeconds === undefined ? undefined : context.clock.now() + ttlSeconds * 1000
    const grants = [...new Set(applications)]
    const expiry = expiresAt === undefined ? {} : { expiresAt }
    const { id, key } = await createApiKey(context, {
      ...{ actor: LOCAL_ADMIN, name, grants, limits, ...expiry },
    })
    return {
      id,
      key,
      name,
      applications: grants,
      ...showKeyLimits(limits),
      ...maybeInstant('expiresAt', expiresAt),
    }
  },
  'keys.list': async ({ context }, page) => {
    const { rows, nextCursor } = await context.store.listApiKeys(pageOf(page))
    return { keys: rows.map(toAdminApiKey), ...(nextCursor === undefined ? {} : { nextCursor }) }
  },
  'keys.revoke': async ({ context }, { id }) => {
    await revokeApiKey(context, { actor: LOCAL_ADMIN, id })
    // Listeners of the announcement do this too. A door without listeners would accept the key for some seconds more.
    context.keyring.forget(id)
    return { id }
  },
}

/** Returns an API key as operators see it, without its secret. */
export function toAdminApiKey(key: ApiKey): AdminApiKey {
  return {
    id: key.id,
    name: key.serverApplicationName,
    applications: [...key.grants],
    ...showKeyLimits(key),
    createdAt: toInstant(key.createdAt),
    ...maybeInstant('expiresAt', key.expiresAt),
    ...maybeInstant('revokedAt', key.revokedAt),
    ...maybeInstant('lastUsedAt', key.lastUsedAt),
  }
}
