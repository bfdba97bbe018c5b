import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import type { MessageContent } from './message-content.ts'

/** A group that this inbox has joined. */
export type Group = {
  token: string
  /** The name in the join link. */
  name: string
  applicationName: string
  /** The instance of the push manager in the AOI Client that holds the registration. */
  instance: string
  /** Unix ms. */
  joinedAt: number
  /** True: its messages come only while the page is open, and ring nowhere. */
  isMuted: boolean
  /** The endpoint of the push subscription that the server has for this group. */
  pushEndpoint?: string | undefined
  /** Why the server ended the registration. */
  endedReason?: string | undefined
}

/** A message of a group. Times are Unix ms. */
export type Message = {
  /** The id of the notification: the same whichever way it came, and in every epoch of the server. */
  id: string
  token: string
  seq: number
  sentAt: number
  receivedAt: number
  /** When this inbox confirmed the message to the server, and so to its sender. */
  confirmedAt?: number | undefined
  isRead: boolean
  /** True: it stays on top, and leaves neither above the limit nor for a later message with its tag. */
  isPinned?: boolean
  content: MessageContent
}

/** `known`: this inbox has the message already. `left`: this inbox is not a member of the message's group. */
export type Reception = 'new' | 'known' | 'left'

const DATABASE = 'aoi-inbox-messages'
const CHANNEL = 'aoi-inbox-changes'

/**
 * Groups and messages, shared by the pages and the service worker. Each write is one transaction of IndexedDB, which
 * excludes all others in every tab and worker: so a message that comes twice is stored once.
 */
export class InboxStore {
  readonly #database: IDBDatabase
  readonly #channel = new BroadcastChannel(CHANNEL)

  private constructor(database: IDBDatabase) {
    this.#database = database
    // Another tab deletes the database or brings a later version.
    database.onversionchange = () => this.close()
  }

  static async open(factory: IDBFactory = indexedDB): Promise<InboxStore> {
    const request = factory.open(DATABASE, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore('groups', { keyPath: 'token' })
      request.result.createObjectStore('messages', { keyPath: 'id' }).createIndex('receivedAt', 'receivedAt')
    }
    return new InboxStore(await settled(request))
  }

  async listGroups(): Promise<Group[]> {
    return settled(this.#read('groups').getAll())
  }

  async listMessages(): Promise<Message[]> {
    return settled(this.#read('messages').getAll())
  }

  async findGroup(token: string): Promise<Group | undefined> {
    return settled(this.#read('groups').get(token))
  }

  async findMessage(id: string): Promise<Message | undefined> {
    return settled(this.#read('messages').get(id))
  }

  putGroup(group: Group): Promise<void> {
    return this.#write(({ groups }) => void groups.put(group))
  }

  changeGroup(token: string, change: Partial<Group>): Promise<void> {
    return this.#write(async ({ groups }) => {
      const group: Group | undefined = await settled(groups.get(token))
      if (group !== undefined) groups.put({ ...group, ...change })
    })
  }

  /** Removes the group and its messages. */
  removeGroup(token: string): Promise<void> {
    return this.#write(async ({ groups, messages }) => {
      groups.delete(token)
      const all: Message[] = await settled(messages.getAll())
      for (const message of all) if (message.token === token) messages.delete(message.id)
    })
  }

  /** The one step by which a message enters the inbox, from the session or from a push service. */
  async receive(message: Message): Promise<Reception> {
    let reception: Reception = 'left'
    await this.#write(async ({ groups, messages }) => {
      const group = await settled(groups.get(message.token))
      if (group === undefined) return
      const known = await settled(messages.get(message.id))
      reception = known === undefined ? 'new' : 'known'
      if (known !== undefined) return
      messages.put(message)
      const surplus = (await settled(messages.count())) - PAGE_LIMITS.inboxMessagesKept
      if (surplus <= 0) return
      const most = surplus + PAGE_LIMITS.inboxMessagesPinned
      const oldest: Message[] = await settled(messages.index('receivedAt').getAll(null, most))
      const droppable = oldest.filter(({ isPinned }) => isPinned !== true)
      for (const { id } of droppable.slice(0, surplus)) messages.delete(id)
    })
    return reception
  }

  changeMessage(id: string, change: Partial<Message>): Promise<void> {
    return this.#write(async ({ messages }) => {
      const message: Message | undefined = await settled(messages.get(id))
      if (message !== undefined) messages.put({ ...message, ...change })
    })
  }

  /** Pins or unpins a message. Resolves to false if `inboxMessagesPinned` messages are pinned already. */
  async pin(id: string, isPinned: boolean): Promise<boolean> {
    let isDone = true
    await this.#write(async ({ messages }) => {
      const all: Message[] = await settled(messages.getAll())
      const message = all.find((one) => one.id === id)
      const pinned = all.filter((one) => one.isPinned === true && one.id !== id).length
      isDone = !isPinned || pinned < PAGE_LIMITS.inboxMessagesPinned
      if (message !== undefined && isDone) messages.put({ ...message, isPinned })
    })
    return isDone
  }

  /** Marks the messages with these ids as read. */
  markRead(ids: readonly string[]): Promise<void> {
    return this.#write(async ({ messages }) => {
      for (const id of ids) {
        const message: Message | undefined = await settled(messages.get(id))
        if (message !== undefined) messages.put({ ...message, isRead: true })
      }
    })
  }

  close(): void {
    this.#database.close()
    this.#channel.close()
  }

  #read(store: 'groups' | 'messages'): IDBObjectStore {
    return this.#database.transaction(store, 'readonly').objectStore(store)
  }

  /** Runs `change` in one transaction. Inside, `change` may await requests of this transaction only. */
  async #write(
    change: (stores: { groups: IDBObjectStore; messages: IDBObjectStore }) => void | Promise<void>,
  ): Promise<void> {
    const transaction = this.#database.transaction(['groups', 'messages'], 'readwrite', {
      durability: 'strict',
    })
    const done = completion(transaction)
    const [groups, messages] = [transaction.objectStore('groups'), transaction.objectStore('messages')]
    try {
      await change({ groups, messages })
    } catch (error) {
      transaction.abort()
      await done.catch(() => undefined)
      throw error
    }
    await done
    this.#channel.postMessage('changed')
  }
}

/** Calls the listener after every change, in this tab or elsewhere. Returns a function that unsubscribes. */
export function listenToChanges(listener: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = listener
  return () => channel.close()
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the browser aborted the request'))
  })
}

function completion(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('the browser aborted the write'))
  })
}
