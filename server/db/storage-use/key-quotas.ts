import type { AppendRequest } from '#server/core/store.ts'
import type { RawConnection, RawTransaction } from '../connection/database.ts'

/** Notifications that an API key has sent on a day (days since 1970, UTC). */
export type KeyUse = { id: string; day: number; used: number }

/** Locks the use of the API keys with a quota, in the order of their ids. Most group commits have none. */
export async function lockKeyUse(
  tx: RawConnection,
  requests: readonly AppendRequest[],
): Promise<ReadonlyMap<string, KeyUse>> {
  const ids = new Set(requests.flatMap(({ keyQuota }) => (keyQuota === undefined ? [] : [keyQuota.apiKeyId])))
  if (ids.size === 0) return new Map()
  const wanted = [...ids].sort().map((id) => ({ id }))
  const found = await tx.prisma.$queryRaw<
    { id: string; quotaDay: number | null; quotaUsed: number | null }[]
  >`
    SELECT k."id", k."quotaDay", k."quotaUsed" FROM "ApiKey" k
    WHERE k."id" IN (SELECT r."id" FROM ${tx.dialect.rows({ id: 'text' }, wanted)})
    ORDER BY k."id" ${tx.dialect.forUpdate}`
  return new Map(
    found.map(({ id, quotaDay, quotaUsed }) => [id, { id, day: quotaDay ?? 0, used: quotaUsed ?? 0 }]),
  )
}

export function storeKeyUse(tx: RawTransaction, use: readonly KeyUse[]): void {
  if (use.length === 0) return
  tx.send`
    UPDATE "ApiKey" SET "quotaDay" = r."day", "quotaUsed" = r."used"
    FROM ${tx.dialect.rows({ id: 'text', day: 'integer', used: 'integer' }, use)}
    WHERE "ApiKey"."id" = r."id"`
}

/** The quotas of API keys within one group commit. Its requests see each other in order. */
export class KeyQuotas {
  readonly #stored: ReadonlyMap<string, KeyUse>
  readonly #changed = new Map<string, KeyUse>()

  constructor(stored: ReadonlyMap<string, KeyUse> = new Map()) {
    this.#stored = stored
  }

  /** True if the key may not send so many notifications any more today. */
  isFull({ keyQuota }: AppendRequest, count: number): boolean {
    return keyQuota !== undefined && this.#usedOf(keyQuota) + count > keyQuota.perDay
  }

  add({ keyQuota }: AppendRequest, count: number): void {
    if (keyQuota === undefined || count === 0) return
    const { apiKeyId: id, day } = keyQuota
    this.#changed.set(id, { id, day, used: this.#usedOf(keyQuota) + count })
  }

  listChanged(): KeyUse[] {
    return [...this.#changed.values()]
  }

  #usedOf({ apiKeyId, day }: NonNullable<AppendRequest['keyQuota']>): number {
    const use = this.#changed.get(apiKeyId) ?? this.#stored.get(apiKeyId)
    return use?.day === day ? use.used : 0
  }
}
