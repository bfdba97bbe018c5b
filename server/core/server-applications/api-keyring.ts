import type { Clock } from '../clock.ts'
import { NO_SECRET_HASH, secretMatches } from '../credentials.ts'
import { AoiError } from '../errors.ts'
import type { ApiKey, Store } from '../store.ts'

const PRESENTED_KEY = /^aoi_sk_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/
const KEPT_MILLISECONDS = 5000
const KEPT_KEYS = 10_000

/**
 * Checks API keys. A key is read by its id and cached for 5 s. A revocation takes that long on other nodes, and applies
 * at once on the revoking node (`forget`).
 */
export class ApiKeyring {
  readonly #store: Pick<Store, 'findApiKey' | 'touchApiKeys'>
  readonly #clock: Clock
  readonly #kept = new Map<string, { key: ApiKey; keptAt: number }>()
  readonly #used = new Map<string, number>()
  #forgotten = 0

  constructor(parts: { store: Pick<Store, 'findApiKey' | 'touchApiKeys'>; clock: Clock }) {
    this.#store = parts.store
    this.#clock = parts.clock
  }

  /** Returns the presented key. Throws `unauthorized`. */
  async authenticate(presented: string | undefined): Promise<ApiKey> {
    const [, id, secret] = PRESENTED_KEY.exec(presented ?? '') ?? []
    if (id === undefined || secret === undefined) throw refused()
    const key = await this.#find(id)
    const matches = secretMatches(secret, key?.secretHash ?? NO_SECRET_HASH)
    if (key === undefined || !matches) throw refused()
    const now = this.#clock.now()
    if (key.revokedAt !== undefined) throw new AoiError('unauthorized', 'the API key was revoked')
    if (key.expiresAt !== undefined && key.expiresAt <= now) {
      throw new AoiError('unauthorized', 'the API key has expired')
    }
    this.#used.set(key.id, now)
    return key
  }

  forget(id: string): void {
    this.#kept.delete(id)
    this.#forgotten += 1
  }

  /** Writes the times of the keys' last use in one statement. */
  async flush(): Promise<void> {
    const uses = [...this.#used].map(([id, at]) => ({ id, at }))
    this.#used.clear()
    if (uses.length > 0) await this.#store.touchApiKeys(uses)
  }

  async #find(id: string): Promise<ApiKey | undefined> {
    const now = this.#clock.monotonic()
    const kept = this.#kept.get(id)
    if (kept !== undefined && now - kept.keptAt < KEPT_MILLISECONDS) return kept.key
    const forgotten = this.#forgotten
    const key = await this.#store.findApiKey(id)
    // A read that overlapped a revocation may have the old row, so it is not cached.
    if (key === undefined || forgotten !== this.#forgotten) return key
    if (this.#kept.size >= KEPT_KEYS) this.#kept.clear()
    this.#kept.set(id, { key, keptAt: now })
    return key
  }
}

function refused(): AoiError {
  return new AoiError('unauthorized', 'an API key is required: Authorization: Bearer aoi_sk_<id>_<secret>')
}
