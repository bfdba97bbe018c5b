import type { AoiPushManager } from './push-api.ts'
import type { PushManagerParts } from './push-manager.ts'
import { PushManager } from './push-manager.ts'

/** One push manager for each Client Application instance, for as long as the AOI Client lives. */
export class PushManagers {
  readonly #parts: Omit<PushManagerParts, 'applicationName' | 'instance'>
  readonly #managers = new Map<string, PushManager>()

  constructor(parts: Omit<PushManagerParts, 'applicationName' | 'instance'>) {
    this.#parts = parts
  }

  get(named: string, { instance = 'default' }: { instance?: string | undefined } = {}): AoiPushManager {
    const applicationName = named.normalize('NFC')
    const key = JSON.stringify([applicationName, instance])
    const manager =
      this.#managers.get(key) ??
      // The prefix keeps it apart: `register` with the same instance name makes another registration.
      new PushManager({ ...this.#parts, applicationName, instance: `push:${instance}` })
    this.#managers.set(key, manager)
    return manager
  }
}
