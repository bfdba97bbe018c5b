import type { AoiClient, AoiPushEvent } from '#aoi-client'
import { textOf } from './text-of.ts'

export const DEMO_APPLICATION = 'demo'
const PATIENCE_MILLISECONDS = 30_000

export type PhoneKind = 'seeded' | 'alone' | 'eavesdropper'

export type PhoneState = {
  id: string
  kind: PhoneKind
  state: 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'closed'
  token: string | undefined
  /** The subscription for senders of Web Push, as JSON text. */
  subscription: string | undefined
  received: { id: string; text: string }[]
}

type Library = typeof import('#aoi-client')

/** One AOI Client with one app, like a device: it keeps its storage while it is offline. */
export class Phone {
  readonly #seed: string | undefined
  readonly #changed: () => void
  readonly #library: Library
  readonly #storageName: string
  readonly #enrolmentCode: string | undefined
  #client: AoiClient | undefined
  state: PhoneState

  constructor(parts: {
    library: Library
    /** The name of its IndexedDB; the same name is the same device. */
    storageName: string
    id: string
    kind: PhoneKind
    seed: string | undefined
    /** Lets the device register for the first time if the server requires a code. */
    enrolmentCode: string | undefined
    changed: () => void
  }) {
    const { id, kind } = parts
    this.#library = parts.library
    this.#storageName = parts.storageName
    this.#seed = parts.seed
    this.#enrolmentCode = parts.enrolmentCode
    this.#changed = parts.changed
    this.state = { id, kind, state: 'idle', token: undefined, subscription: undefined, received: [] }
  }

  /** Connects, registers its app and listens. Rejects when the server refuses or does not answer. */
  async goOnline(): Promise<void> {
    const storage = await this.#library.openIndexedDbStorage(this.#storageName)
    const client = this.#library.createAoiClient({
      serverUrl: location.origin,
      storage,
      deviceInfo: { name: `Demo ${this.state.id}`, platform: 'browser' },
      enrolmentCode: this.#enrolmentCode,
    })
    this.#client = client
    client.onState(({ name }) => this.#set({ state: name }))
    const manager = client.pushManager(DEMO_APPLICATION)
    manager.addEventListener('push', (event) => this.#receive(event))
    const subscription = await manager.subscribe({
      userVisibleOnly: true,
      timeoutMs: PATIENCE_MILLISECONDS,
      ...(this.#seed === undefined ? {} : { tokenSeed: this.#seed }),
    })
    this.#set({ token: subscription.token, subscription: JSON.stringify(subscription) })
  }

  async goOffline(): Promise<void> {
    await this.#client?.close()
    this.#client = undefined
    this.#set({ state: 'closed' })
  }

  /** Ends its registrations, so that no notification waits for it. */
  async putAway(): Promise<void> {
    const registrations = (await this.#client?.listRegistrations()) ?? []
    for (const registration of registrations)
      await registration.unregister({ timeoutMs: 5000 }).catch(() => undefined)
    await this.goOffline()
  }

  #receive({ data, notification: { id } }: AoiPushEvent): void {
    const text = data === null ? '' : textOf(data.text())
    this.#set({ received: [{ id, text }, ...this.state.received] })
  }

  #set(change: Partial<PhoneState>): void {
    this.state = { ...this.state, ...change }
    this.#changed()
  }
}
