import { createHmac } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { HookKeys } from './hook-keys.ts'
import { HookRequests } from './hook-requests.ts'
import type { HookStore } from './hook-store.ts'

/** The state of the hooks in this process. */
export class Hooks {
  readonly store: HookStore
  readonly keys: HookKeys
  readonly requests: HookRequests
  readonly #readSecret: () => string

  constructor({ store, clock, secret }: { store: HookStore; clock: Clock; secret: () => string }) {
    this.store = store
    this.keys = new HookKeys({ store, clock })
    this.requests = new HookRequests({ store })
    this.#readSecret = secret
  }

  /**
   * The secret with which a sender signs its requests to this hook. It is derived from the server's secret, so it is
   * stored nowhere and the same on every node.
   */
  signingSecret(hookId: string): string {
    return createHmac('sha256', this.#readSecret()).update(`aoi-hook-signature/${hookId}`).digest('base64url')
  }
}
