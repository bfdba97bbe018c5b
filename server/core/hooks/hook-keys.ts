import type { Clock } from '../clock.ts'
import { NO_SECRET_HASH, secretMatches } from '../credentials.ts'
import { AoiError } from '../errors.ts'
import { RowCache } from '../row-cache.ts'
import { readHookAddress } from './hook-address.ts'
import type { Hook, HookStore } from './hook-store.ts'

/** Checks the addresses of hooks. A revocation applies at once on the revoking node, and within 5 s on others. */
export class HookKeys {
  readonly #clock: Clock
  readonly #hooks: RowCache<Hook>
  /** By alias: the hook's id. */
  readonly #aliases: RowCache<string>

  constructor({ store, clock }: { store: Pick<HookStore, 'find' | 'findByAlias'>; clock: Clock }) {
    this.#clock = clock
    this.#hooks = new RowCache({ read: (id) => store.find(id), clock })
    this.#aliases = new RowCache({ read: async (alias) => (await store.findByAlias(alias))?.id, clock })
  }

  /** Returns the hook of the address. Throws `unauthorized`. */
  async authenticate(address: string | undefined): Promise<Hook> {
    const { id = '', secret = '' } = readHookAddress(address ?? '') ?? {}
    const hook = id === '' ? undefined : await this.#hooks.find(id)
    const isValid = [hook?.secretHash ?? NO_SECRET_HASH, this.#previousHash(hook)].map((secretHash) =>
      secretMatches(secret, secretHash),
    )
    if (hook === undefined || !isValid.includes(true))
      throw new AoiError('unauthorized', 'the address of a hook is required: aoi_in_<id>_<secret>')
    if (hook.revokedAt !== undefined) throw new AoiError('unauthorized', 'the hook was revoked')
    return hook
  }

  /** Returns the hook with the alias, whose address is `credential`. Throws `unauthorized`. */
  async authenticateAlias(alias: string, credential: string | undefined): Promise<Hook> {
    const hook = await this.authenticate(credential)
    if ((await this.#aliases.find(alias)) !== hook.id)
      throw new AoiError('unauthorized', 'the credential must be the address of the hook with this topic')
    return hook
  }

  /** True if a hook has the alias, so that its path belongs to ntfy's API. */
  async isAlias(alias: string): Promise<boolean> {
    return (await this.#aliases.find(alias)) !== undefined
  }

  forget(hook: { id: string; alias?: string }): void {
    this.#hooks.forget(hook.id)
    if (hook.alias !== undefined) this.#aliases.forget(hook.alias)
  }

  #previousHash(hook: Hook | undefined): string {
    const { previous } = hook ?? {}
    return previous !== undefined && previous.endsAt > this.#clock.now()
      ? previous.secretHash
      : NO_SECRET_HASH
  }
}
