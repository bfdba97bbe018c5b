import { type EventEmitter, once } from 'node:events'
import {
  DBusError,
  Message,
  MessageFlag,
  MessageType,
  NameFlag,
  RequestNameReply,
  sessionBus,
  Variant,
} from '@jellybrick/dbus-next'
import { Listeners } from '../listeners.ts'
import { orAborted } from '../waiting.ts'
import { UNIFIED_PUSH_LIMITS } from './unified-push-limits.ts'

/** A value with its type as D-Bus writes it, for a dictionary of variants. */
export const variant = (type: 's' | 'ay', value: string | Uint8Array): Variant =>
  new Variant(type, typeof value === 'string' ? value : Buffer.from(value))

/** Returns the values of a dictionary of variants (`a{sv}`). */
export function readVariants(dictionary: unknown): Record<string, unknown> {
  const entries = Object.entries(Object(dictionary))
  return Object.fromEntries(entries.map(([key, value]) => [key, (value as Variant | undefined)?.value]))
}

/** A call that a program of the session made. */
export type BusCall = {
  sender: string
  interface: string
  member: string
  signature: string
  body: unknown[]
}
/** `afterwards` runs once the reply has been written. */
export type BusReply = { signature: string; body: unknown[]; afterwards?: (() => void) | undefined }
export type BusRequest = {
  destination: string
  path: string
  interface: string
  member: string
  signature?: string
  body?: unknown[]
}

/** The error that another program's call gets. */
export class BusRefusal extends Error {
  override readonly name = 'BusRefusal'
  readonly error: 'InvalidArgs' | 'AccessDenied' | 'UnknownMethod' | 'LimitsExceeded'

  constructor(error: BusRefusal['error'], message: string) {
    super(message)
    this.error = error
  }
}

/** How a call of ours failed. */
export class BusCallFailed extends Error {
  override readonly name = 'BusCallFailed'
  /** The callee's own answer, or it ended without one. Otherwise the bus did not reach it. */
  readonly wasReached: boolean
  readonly error: string

  constructor({ type, text, reply }: DBusError) {
    super(text === '' ? type : `${type}: ${text}`)
    this.error = type
    const isFromBus = (reply as Message | null)?.sender === BUS
    this.wasReached = !isFromBus || type === `${ERRORS}.NoReply`
  }
}

const BUS = 'org.freedesktop.DBus'
const ERRORS = 'org.freedesktop.DBus.Error'
const NAME_CHANGES = `type='signal',sender='${BUS}',interface='${BUS}',member='NameOwnerChanged'`

type Bus = ReturnType<typeof sessionBus>

/** The library emits `error` too, which its types leave out. */
function errorsOf(bus: Bus): EventEmitter {
  return bus as unknown as EventEmitter
}

/** A connection to the session bus. It ends when the bus does, or with `close`. */
export class SessionBus {
  readonly #bus: Bus
  readonly #ended = new AbortController()
  readonly #appeared: Listeners<string>
  readonly #onError: (error: unknown) => void
  #underway = 0

  private constructor(bus: Bus, onError: (error: unknown) => void) {
    this.#bus = bus
    this.#onError = onError
    this.#appeared = new Listeners(onError)
    errorsOf(bus).on('error', (error: Error) => this.#end(error.message))
    bus.on('message', (message) => this.#hear(message))
    const pinging = setInterval(() => void this.#ping(), UNIFIED_PUSH_LIMITS.pingEveryMilliseconds)
    this.ended.addEventListener('abort', () => clearInterval(pinging), { once: true })
  }

  /** Rejects if there is no bus at the address. `onError` gets unexpected errors of what `serve` calls. */
  static async open(address: string, onError: (error: unknown) => void): Promise<SessionBus> {
    const bus = sessionBus({ busAddress: address, authMethods: ['EXTERNAL'] })
    // Nothing else listens after a failure.
    errorsOf(bus).on('error', () => undefined)
    const timeout = AbortSignal.timeout(UNIFIED_PUSH_LIMITS.openMilliseconds)
    try {
      await once(bus, 'connect', { signal: timeout })
      const opened = new SessionBus(bus, onError)
      await opened.#ask('AddMatch', NAME_CHANGES)
      return opened
    } catch (error) {
      bus.disconnect()
      throw timeout.aborted ? new Error('it does not answer') : error
    }
  }

  /** Aborted when the bus has ended; the reason is an error with a sentence. */
  get ended(): AbortSignal {
    return this.#ended.signal
  }

  /** Takes a name. Returns false if another program has it. */
  async claim(name: string): Promise<boolean> {
    return (await this.#bus.requestName(name, NameFlag.DO_NOT_QUEUE)) === RequestNameReply.PRIMARY_OWNER
  }

  /** Returns the connection that has the name; undefined if none has. */
  async findOwner(name: string): Promise<string | undefined> {
    try {
      return String((await this.#ask('GetNameOwner', name))[0])
    } catch (error) {
      if (error instanceof BusCallFailed) return undefined
      throw error
    }
  }

  /** Calls the listener with each name that a program takes. Returns a function that unsubscribes. */
  onAppeared(listener: (name: string) => void): () => void {
    return this.#appeared.add(listener)
  }

  /**
   * Calls a method and waits for the reply without a time limit: the bus reports a program that ends or cannot be
   * started. Rejects with `BusCallFailed`, or with the signal's reason.
   */
  async call(request: BusRequest, signal: AbortSignal): Promise<unknown[]> {
    signal.throwIfAborted()
    const either = AbortSignal.any([signal, this.ended])
    try {
      const reply = await orAborted(this.#bus.call(new Message(request)), either)
      return reply?.body ?? []
    } catch (error) {
      throw error instanceof DBusError ? new BusCallFailed(error) : error
    }
  }

  /** Answers the calls of other programs at an object. */
  serve(path: string, answer: (call: BusCall) => Promise<BusReply>): void {
    this.#bus.addMethodHandler((message) => {
      if (message.path !== path || message.interface === `${BUS}.Peer`) return false
      void this.#answer(message, answer)
      return true
    })
  }

  close(): void {
    this.#end('closed')
    this.#bus.disconnect()
  }

  async #answer(message: Message, answer: (call: BusCall) => Promise<BusReply>): Promise<void> {
    this.#underway += 1
    try {
      if (this.#underway > UNIFIED_PUSH_LIMITS.callsAtOnce)
        throw new BusRefusal('LimitsExceeded', 'too many calls are under way: try again later')
      const { signature, body, afterwards } = await answer(message)
      this.#reply(message, () => Message.newMethodReturn(message, signature, body))
      afterwards?.()
    } catch (error) {
      const isRefusal = error instanceof BusRefusal
      const [kind, text] = isRefusal ? [error.error, error.message] : ['Failed', 'an unexpected error']
      if (!isRefusal && !this.ended.aborted) this.#onError(error)
      this.#reply(message, () => Message.newError(message, `${ERRORS}.${kind}`, text))
    } finally {
      this.#underway -= 1
    }
  }

  #reply(message: Message, make: () => Message): void {
    if (this.ended.aborted || (message.flags & MessageFlag.NO_REPLY_EXPECTED) !== 0) return
    this.#bus.send(make())
  }

  #hear({ type, sender, member, body }: Message): void {
    if (type !== MessageType.SIGNAL || sender !== BUS || member !== 'NameOwnerChanged') return
    const [name, , newOwner] = body
    if (typeof name === 'string' && newOwner !== '') this.#appeared.emit(name)
  }

  #ask(member: string, ...body: string[]): Promise<unknown[]> {
    const signature = 's'.repeat(body.length)
    return this.call(
      { destination: BUS, path: '/org/freedesktop/DBus', interface: BUS, member, signature, body },
      this.ended,
    )
  }

  /** The library does not report a bus that closes the connection. */
  async #ping(): Promise<void> {
    const timeout = AbortSignal.timeout(UNIFIED_PUSH_LIMITS.pingMilliseconds)
    const asked = this.#ask('GetId')
    await orAborted(asked, timeout).catch(() => this.#end('it does not answer'))
  }

  #end(why: string): void {
    this.#ended.abort(new Error(`the session bus has ended: ${why}`))
  }
}
