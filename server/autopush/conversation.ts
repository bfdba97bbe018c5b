import { fingerprint, LIMITS, type PushSocketMessage, uaidSchema } from '#protocol'
import { findBrowser, registerBrowser } from '../core/aoi-clients/browsers.ts'
import type { Context } from '../core/context.ts'
import { newSecret } from '../core/credentials.ts'
import { AoiError, isAoiError } from '../core/errors.ts'
import type { GiveBack, Shares } from '../core/limits/shares.ts'
import type { OnUnexpected } from '../core/unexpected.ts'
import type { HandshakeGate } from '../hub/door/handshake-gate.ts'
import type { Hub } from '../hub/hub.ts'
import { MessageMeter } from '../hub/session/message-meter.ts'
import type { Session } from '../hub/session/session.ts'
import { BrowserChannels } from './browser-channels.ts'
import type { BrowserLine } from './browser-line.ts'
import { BrowserTransport } from './browser-transport.ts'
import { ChannelAnswers } from './channel-answers.ts'
import { CLOSE, closeCodeOf } from './close-codes.ts'
import { PingMeter } from './ping-meter.ts'
import { readMessage } from './read-message.ts'

export type ConversationParts = {
  context: Context
  hub: Hub
  gate: HandshakeGate
  /** Browsers that said hello and have no channel: they take no database row, but they do take memory. */
  newcomers: Shares
  /** Counts a new AOI Client against this address. Rejects with `tooMany`. */
  countRegistration: (address: string) => Promise<void>
  onUnexpected: OnUnexpected
}

type Caller = {
  line: BrowserLine
  /** The address, as limits by address count it. */
  address: string
  name: string | undefined
  /** The enrolment code in the URL of the socket. */
  enrolmentCode: string | undefined
  onGreeted: () => void
}

type State =
  /** The browser has not said hello. */
  | { kind: 'silent' }
  /**
   * The browser has a `uaid` but no AOI Client: a browser without a subscription takes a new `uaid` at each connection.
   */
  | { kind: 'newcomer'; uaid: string; leave: GiveBack }
  | { kind: 'bound'; session: Session; transport: BrowserTransport }
  | { kind: 'over' }

type Message<Type extends PushSocketMessage['messageType']> = Extract<
  PushSocketMessage,
  { messageType: Type }
>

/** The messages of one push socket, one at a time: each begins after the answer to the previous one. */
export class Conversation {
  readonly #parts: ConversationParts
  readonly #caller: Caller
  readonly #meter: MessageMeter
  readonly #pings: PingMeter
  readonly #channels: ChannelAnswers
  #state: State = { kind: 'silent' }
  #work: Promise<void> = Promise.resolve()

  constructor(parts: ConversationParts, caller: Caller) {
    this.#parts = parts
    this.#caller = caller
    const { clock } = parts.context
    this.#meter = new MessageMeter(clock)
    this.#pings = new PingMeter(clock)
    this.#channels = new ChannelAnswers({
      line: caller.line,
      ensureChannels: () => this.#ensureChannels(),
      findChannels: () => this.#findChannels(),
      onUnexpected: parts.onUnexpected,
    })
    clock.after(LIMITS.bindSeconds * 1000, () => {
      if (this.#state.kind === 'silent') this.#close(CLOSE.notUnderstood)
    })
  }

  /** Takes a message of the browser. `text` is undefined for a binary message, which no browser sends. */
  onMessage(text: string | undefined): void {
    this.#caller.line.noteAlive()
    if (!this.#meter.take()) this.#close(closeCodeOf(4429))
    this.#work = this.#work.then(() => this.#take(text)).catch(this.#failed)
  }

  /** Runs the listener of a websocket event. An error in it ends only this conversation. */
  guard(run: () => void): void {
    try {
      run()
    } catch (error) {
      this.#failed(error)
    }
  }

  readonly #failed = (error: unknown): void => {
    this.#parts.onUnexpected(error, { kind: 'socket', name: 'pushSocket' })
    this.#caller.line.close(CLOSE.tryLater.code, CLOSE.tryLater.reason)
  }

  /** The websocket is gone. */
  end(): void {
    const state = this.#leave()
    if (state.kind === 'bound') this.#parts.hub.leave(state.session)
  }

  /** The process ends. */
  goAway(): void {
    this.#close(CLOSE.goingAway)
  }

  async #take(text: string | undefined): Promise<void> {
    if (this.#state.kind === 'over') return
    const message = readMessage(text)
    const isGreeting = message?.messageType === 'hello'
    if (message === undefined || isGreeting !== (this.#state.kind === 'silent')) {
      this.#close(CLOSE.notUnderstood)
      return
    }
    try {
      await this.#carryOut(message)
    } catch (error) {
      // The server is busy. The browser reconnects later and asks again.
      if (!isAoiError(error)) throw error
      this.#close(CLOSE.tryLater)
    }
  }

  async #carryOut(message: PushSocketMessage): Promise<void> {
    const { line } = this.#caller
    switch (message.messageType) {
      case 'hello':
        return this.#greet(message)
      case 'register':
        return this.#channels.register(message)
      case 'unregister':
        if (await this.#channels.unregister(message))
          this.#note({ code: message.code }, 'a browser unsubscribed')
        return
      case 'ack':
        return this.#acknowledge(message)
      case 'nack':
        this.#note({ code: message.code }, 'a page failed to handle a notification')
        return
      case 'broadcast_subscribe':
        line.send({ messageType: 'broadcast', broadcasts: {} })
        return
      case 'ping':
        if (this.#pings.take()) line.send({})
        else this.#close(closeCodeOf(4429))
    }
  }

  /** Greets the browser: a known one resumes its session, any other gets a `uaid`. */
  async #greet({ uaid }: Message<'hello'>): Promise<void> {
    await this.#parts.gate.pass(this.#caller.address, async () => {
      const known = uaidSchema.safeParse(uaid)
      if (known.success && (await this.#resume(known.data))) return
      if (this.#state.kind !== 'silent') return
      const leave = this.#parts.newcomers.take([`address ${this.#caller.address}`])
      this.#state = { kind: 'newcomer', uaid: newSecret(), leave }
      this.#sayHello(this.#state.uaid)
    })
  }

  async #resume(uaid: string): Promise<boolean> {
    const aoiClientId = await findBrowser(this.#parts.context, uaid)
    return aoiClientId !== undefined && (await this.#bind(aoiClientId, () => this.#sayHello(uaid)))
  }

  #sayHello(uaid: string): void {
    this.#caller.onGreeted()
    this.#caller.line.send({ messageType: 'hello', uaid, status: 200, use_webpush: true, broadcasts: {} })
  }

  /** Opens the session of an AOI Client on this socket. Returns false if the AOI Client has ended. */
  async #bind(aoiClientId: string, greet: () => void): Promise<boolean> {
    const { hub } = this.#parts
    const opened = await hub.open(aoiClientId)
    if (opened === undefined) return false
    if (this.#state.kind === 'over' || !this.#caller.line.isOpen) {
      hub.abandon(opened.opening)
      return true
    }
    const onPassed = (clientAppToken: string, cursor: number) =>
      void hub.acknowledge(session, [[clientAppToken, cursor]])
    const transport = new BrowserTransport({ line: this.#caller.line, greet, onPassed })
    const { address } = this.#caller
    const binding = { ...opened, address, cursors: new Map<string, number>() }
    const session = hub.join(transport, { binding, meter: this.#meter })
    this.#leave()
    if (!session.isClosed) this.#state = { kind: 'bound', session, transport }
    return true
  }

  /** Returns the channels of the browser. With its first channel, a newcomer becomes an AOI Client. */
  async #ensureChannels(): Promise<BrowserChannels> {
    if (this.#state.kind === 'newcomer') {
      await this.#bind(await this.#becomeAoiClient(this.#state.uaid), () => {})
    }
    const channels = this.#findChannels()
    if (channels === undefined) throw new AoiError('unavailable', 'the connection is closing', 1)
    return channels
  }

  #findChannels(): BrowserChannels | undefined {
    if (this.#state.kind !== 'bound') return undefined
    return new BrowserChannels({ ...this.#parts, ...this.#state })
  }

  /**
   * Returns the AOI Client of the browser. It may already exist, if its session could not be opened after it was
   * created.
   */
  async #becomeAoiClient(uaid: string): Promise<string> {
    const { context, countRegistration } = this.#parts
    const made = await findBrowser(context, uaid)
    if (made !== undefined) return made
    await countRegistration(this.#caller.address)
    const { name, enrolmentCode, address } = this.#caller
    return registerBrowser(context, { uaid, name, enrolmentCode, address })
  }

  #acknowledge({ updates }: Message<'ack'>): void {
    if (this.#state.kind !== 'bound') return
    const { session, transport } = this.#state
    const { cursors, known } = transport.acknowledge(updates)
    this.#parts.hub.acknowledge(session, [...cursors])
    if (known.length > 0) session.meter.giveBack()
    for (const { code, version } of known) {
      if (code !== undefined && code !== 100)
        this.#note({ code, notification: version }, 'a browser failed to decrypt or deliver a notification')
    }
  }

  #note(what: { code: unknown; notification?: string }, message: string): void {
    if (this.#state.kind !== 'bound') return
    const aoiClient = fingerprint(this.#state.session.aoiClientId)
    this.#parts.context.log.debug({ event: 'browserReport', aoiClient, ...what }, message)
  }

  /** Ends the conversation and returns its previous state. */
  #leave(): State {
    const state = this.#state
    if (state.kind === 'newcomer') state.leave()
    this.#state = { kind: 'over' }
    return state
  }

  #close({ code, reason }: { code: number; reason: string }): void {
    const state = this.#leave()
    this.#caller.line.close(code, reason)
    if (state.kind === 'bound') this.#parts.hub.leave(state.session)
  }
}
