import type { Clock } from '../clock.ts'
import { NO_SECRET_HASH, secretMatches } from '../credentials.ts'
import { AoiError } from '../errors.ts'
import { RowCache } from '../row-cache.ts'
import type { ApiKey, Store } from '../store.ts'

const PRESENTED_KEY = /^aoi_sk_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/

/** Checks API keys. A revocation applies at once on the revoking node (`forget`), and within 5 s on others. */
export class ApiKeyring {
  readonly #store: Pick<Store, 'findApiKey' | 'touchApiKeys'>
  readonly #clock: Clock
  readonly #keys: RowCache<ApiKey>
  readonly #used = new Map<string, number>()

  constructor(parts: { store: Pick<Store, 'findApiKey' | 'touchApiKeys'>; clock: Clock }) {
    this.#store = parts.store
    this.#clock = parts.clock
    this.#keys = new RowCache({ read: (id) => parts.store.findApiKey(id), clock: parts.clock })
  }

  /** Returns the presented key. Throws `unauthorized`. */
  async authenticate(presented: string | undefined): Promise<ApiKey> {
    const [, id, secret] = PRESENTED_KEY.exec(presented ?? '') ?? []
    if (id === undefined || secret === undefined) throw refused()
    const key = await this.#keys.find(id)
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
    this.#keys.forget(id)
  }

  /** Writes the times of the keys' last use in one statement. */
  async flush(): Promise<void> {
    const uses = [...this.#used].map(([id, at]) => ({ id, at }))
    this.#used.clear()
    if (uses.length > 0) await this.#store.touchApiKeys(uses)
  }
}

function refused(): AoiError {
  return new AoiError('unauthorized', 'an API key is required: Authorization: Bearer aoi_sk_<id>_<secret>')
}
