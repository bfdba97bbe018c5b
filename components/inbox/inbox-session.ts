import type { Join } from '#protocol/join-link.ts'
import { InboxClient, type InboxConnection } from './inbox-client.ts'
import {
  keepPush,
  type RingTexts,
  readPushState,
  ring,
  startWorker,
  stopRinging,
  turnOffPush,
  turnOnPush,
} from './inbox-push.ts'
import { type Group, InboxStore, listenToChanges, type Message } from './inbox-store.ts'
import type { PushState } from './push-state.ts'
import { showBadge } from './show-badge.ts'
import { countUnread } from './shown-messages.ts'

export type InboxState =
  | { phase: 'opening' }
  /** The browser offers no storage, as some private windows do. */
  | { phase: 'failed'; detail: string }
  | {
      phase: 'open'
      groups: readonly Group[]
      messages: readonly Message[]
      connection: InboxConnection
      push: PushState
    }

const OPENING: InboxState = { phase: 'opening' }

/** The state of one open page of the inbox, and what its person does. */
export class InboxSession {
  readonly #listeners = new Set<() => void>()
  #state: InboxState = OPENING
  #connection: InboxConnection = { name: 'none' }
  #push: PushState = 'unsupported'
  #store: InboxStore | undefined
  #client: InboxClient | undefined
  #stopListening: (() => void) | undefined
  readonly #texts: RingTexts

  constructor(texts: RingTexts) {
    this.#texts = texts
  }

  /** Opens the storage and starts the AOI Client. Failures become part of the state. */
  async start(): Promise<void> {
    try {
      const store = await InboxStore.open()
      this.#store = store
      this.#stopListening = listenToChanges(() => void this.#refresh())
      this.#client = new InboxClient({
        store,
        onConnection: (connection) => {
          this.#connection = connection
          void this.#refresh()
        },
        onNew: (message, group) => void ring(message, { group, texts: this.#texts }).catch(() => undefined),
      })
      // The inbox works without a worker too, only not while it is closed.
      await startWorker().catch(() => undefined)
      await this.#readPush()
      await this.#client.start()
      await this.#keepPush()
    } catch (error) {
      if (this.#store !== undefined) this.#fail(error)
    }
  }

  async stop(): Promise<void> {
    this.#stopListening?.()
    const store = this.#store
    this.#store = undefined
    await this.#client?.close()
    store?.close()
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly read = (): InboxState => this.#state

  /** Returns the token of the group. */
  async join(join: Join): Promise<string> {
    if (this.#client === undefined) throw new Error('the storage of this browser is not open')
    const token = await this.#client.join(join)
    await this.#keepPush()
    return token
  }

  async leave(group: Group): Promise<void> {
    await this.#client?.leave(group)
  }

  async mute(group: Group, isMuted: boolean): Promise<void> {
    await this.#store?.changeGroup(group.token, { isMuted })
    await this.#keepPush()
  }

  /** Call it in answer to a gesture: the browser asks for its permission. Rejects if the browser or the server refuses. */
  async turnOnPush(): Promise<void> {
    if (this.#store !== undefined) await turnOnPush(this.#store)
    await this.#readPush()
  }

  async turnOffPush(): Promise<void> {
    if (this.#store !== undefined) await turnOffPush(this.#store)
    await this.#readPush()
  }

  async markRead(ids: readonly string[]): Promise<void> {
    if (this.#store === undefined || ids.length === 0) return
    await this.#store.markRead(ids)
    await stopRinging(await this.#store.listMessages()).catch(() => undefined)
  }

  /** Resolves to false if too many messages are pinned already. */
  async pin(id: string, isPinned: boolean): Promise<boolean> {
    return (await this.#store?.pin(id, isPinned)) ?? true
  }

  /** A failure waits for the next visit: the groups record what the server knows. */
  async #keepPush(): Promise<void> {
    if (this.#store !== undefined) await keepPush(this.#store).catch(() => undefined)
    await this.#readPush()
  }

  async #readPush(): Promise<void> {
    this.#push = await readPushState()
    await this.#refresh()
  }

  async #refresh(): Promise<void> {
    if (this.#store === undefined) return
    try {
      const [groups, messages] = await Promise.all([this.#store.listGroups(), this.#store.listMessages()])
      this.#set({ phase: 'open', groups, messages, connection: this.#connection, push: this.#push })
      await showBadge(countUnread(messages))
    } catch (error) {
      if (this.#store !== undefined) this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    this.#set({ phase: 'failed', detail: error instanceof Error ? error.message : String(error) })
  }

  #set(state: InboxState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}
