import type { AoiClient, AoiPushEvent, ClientState } from '#aoi-client'
import { INBOX_PLATFORM } from '#protocol/inbox-platform.ts'
import type { Join } from '#protocol/join-link.ts'
import { CLIENT_DATABASE } from './client-database.ts'
import type { Group, InboxStore, Message } from './inbox-store.ts'
import { readContent } from './message-content.ts'

const PATIENCE_MILLISECONDS = 30_000
const LEAVE_MILLISECONDS = 5000

/** `none`: no group yet, so there is no AOI Client. `otherTab`: another tab of the inbox runs it. */
export type InboxConnection = { name: 'none' | 'otherTab' } | ClientState

type Parts = {
  store: InboxStore
  onConnection: (connection: InboxConnection) => void
  /** Called for each message that the session brought and that this inbox did not have. */
  onNew: (message: Message, group: Group) => void
}

/** The AOI Client of the inbox while its page is open: it exists as long as there is a group. */
export class InboxClient {
  readonly #parts: Parts
  readonly #ends = new AbortController()
  #client: AoiClient | undefined
  /** Calls run one after another: the storage has one holder. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Starts the AOI Client if there are groups. Waits while another tab runs it. */
  start(): Promise<void> {
    return this.#inTurn(() => this.#start())
  }

  async #start(): Promise<void> {
    const groups = await this.#parts.store.listGroups()
    if (groups.length === 0) return this.#parts.onConnection({ name: 'none' })
    const client = await this.#open(undefined)
    for (const group of groups) await this.#listen(client, group)
  }

  /**
   * Joins a group, or renames one that this inbox has joined already. Returns its token. Rejects with the AOI Client's
   * error.
   */
  join(join: Join): Promise<string> {
    return this.#inTurn(() => this.#join(join))
  }

  async #join({ app, seed, name, code }: Join): Promise<string> {
    const client = this.#client ?? (await this.#open(code))
    const instance = crypto.randomUUID()
    const manager = client.pushManager(app, { instance })
    try {
      const wait = { timeoutMs: PATIENCE_MILLISECONDS }
      const { token } = await manager.subscribe({ tokenSeed: seed, userVisibleOnly: true, ...wait })
      const known = await this.#parts.store.findGroup(token)
      if (known !== undefined && known.endedReason === undefined) {
        await this.#parts.store.changeGroup(token, { name })
        await (await manager.getSubscription())?.unsubscribe({ timeoutMs: LEAVE_MILLISECONDS })
        return token
      }
      const group = { token, name, applicationName: app, instance, joinedAt: Date.now(), isMuted: false }
      await this.#parts.store.putGroup(group)
      await this.#listen(client, group)
      return token
    } catch (error) {
      // Without a group it would only keep the storage from the next attempt, which may have another enrolment code.
      if ((await this.#parts.store.listGroups()).length === 0) await this.#end()
      throw error
    }
  }

  /** Leaves a group. With the last group the AOI Client ends, and its keys and its journal are removed. */
  leave(group: Group): Promise<void> {
    return this.#inTurn(() => this.#leave(group))
  }

  async #leave({ token, applicationName, instance }: Group): Promise<void> {
    const client = this.#client
    if (client === undefined) throw new Error('the AOI Client of this inbox is not running in this tab')
    const subscription = await client.pushManager(applicationName, { instance }).getSubscription()
    // A server that does not answer learns of it with the next session.
    const isTold = await subscription?.unsubscribe({ timeoutMs: LEAVE_MILLISECONDS }).catch(() => false)
    await this.#parts.store.removeGroup(token)
    if ((await this.#parts.store.listGroups()).length > 0) return
    if (isTold === false) return
    await this.#end()
    await deleteDatabase(CLIENT_DATABASE)
  }

  async close(): Promise<void> {
    this.#ends.abort()
    await this.#client?.close()
    this.#client = undefined
  }

  async #open(enrolmentCode: string | undefined): Promise<AoiClient> {
    // Loaded here and not with the page: with its WebAssembly it is larger than the page.
    const { createAoiClient, openIndexedDbStorage } = await import('#aoi-client')
    const refused = { ifInUse: 'refuse' } as const
    const storage = await openIndexedDbStorage(CLIENT_DATABASE, refused).catch(() => {
      this.#parts.onConnection({ name: 'otherTab' })
      return openIndexedDbStorage(CLIENT_DATABASE, { signal: this.#ends.signal })
    })
    const client = createAoiClient({
      serverUrl: location.origin,
      storage,
      deviceInfo: { name: 'Inbox', platform: INBOX_PLATFORM },
      enrolmentCode,
    })
    this.#client = client
    client.onState((state) => {
      if (this.#client === client) this.#parts.onConnection(state)
    })
    this.#parts.onConnection(client.state)
    return client
  }

  async #listen(client: AoiClient, { token, applicationName, instance }: Group): Promise<void> {
    const { store } = this.#parts
    const manager = client.pushManager(applicationName, { instance })
    manager.addEventListener('push', (event) => this.#receive({ event, text: event.data?.text() ?? null }))
    manager.addEventListener('messageerror', (event) => this.#receive({ event, text: null }))
    manager.addEventListener('pushsubscriptionchange', ({ reason }) =>
      store.changeGroup(token, { endedReason: reason }),
    )
    const group = await store.findGroup(token)
    const hasEnded = group?.endedReason === undefined && (await manager.getSubscription()) === null
    if (hasEnded) await store.changeGroup(token, { endedReason: '' })
  }

  /** The AOI Client acknowledges a message before it hands it over, so it is confirmed by now. */
  async #receive(of: { event: Pick<AoiPushEvent, 'notification'>; text: string | null }): Promise<void> {
    const { store, onNew } = this.#parts
    const { clientAppToken: token, id, seq, sentAt } = of.event.notification
    const now = Date.now()
    const message: Message = {
      ...{ id, token, seq, sentAt: Date.parse(sentAt), receivedAt: now, confirmedAt: now },
      ...{ isRead: false, content: readContent(of.text) },
    }
    const reception = await store.receive(message)
    const group = await store.findGroup(token)
    if (reception === 'new' && group !== undefined) onNew(message, group)
  }

  #inTurn<Result>(run: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(run)
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #end(): Promise<void> {
    const client = this.#client
    this.#client = undefined
    await client?.close()
    this.#parts.onConnection({ name: 'none' })
  }
}

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = () => resolve()
    request.onerror = () => resolve()
  })
}
