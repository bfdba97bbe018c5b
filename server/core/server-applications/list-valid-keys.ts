import { LIMITS } from '#protocol'
import type { ApiKey, Store } from '../store.ts'

/** Lists the API keys that are neither revoked nor expired at `now` (Unix ms), among the newest `LIMITS.pageRows`. */
export async function listValidKeys(store: Pick<Store, 'listApiKeys'>, now: number): Promise<ApiKey[]> {
  const { rows } = await store.listApiKeys({ limit: LIMITS.pageRows })
  return rows.filter(
    (key) => key.revokedAt === undefined && (key.expiresAt ?? Number.POSITIVE_INFINITY) > now,
  )
}
