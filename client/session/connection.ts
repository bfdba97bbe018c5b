import type { AoiSession } from '../../protocol/session.ts'
import { SESSION_PROTOCOL } from '../../protocol/session.ts'
import type { AoiClientOptions } from '../aoi-client.ts'
import { AoiClientError } from '../aoi-client-error.ts'
import type { ClientEvent, ClientState, ClosedReason } from '../client-state.ts'
import { IDLE, nextState } from '../client-state.ts'
import type { ClientParts } from '../delivery/instance-queue.ts'
import type { Credential } from '../journal/journal-state.ts'
import { CLIENT_LIMITS } from '../limits.ts'
import { Listeners } from '../listeners.ts'
import type { Platform } from '../platform.ts'
import { reconnectDelay } from '../retry-delay.ts'
import type { Patience } from '../waiting.ts'
import { orAborted, pause } from '../waiting.ts'
import { findCredential } from './find-credential.ts'
import type { SessionListener } from './session.ts'
import { Session } from './session.ts'
import type { SessionEnd } from './session-end.ts'
import { endOfStorage } from './session-end.ts'

export type ConnectionEvents = Omit<SessionListener, 'onOpened' | 'onEnded'> & {
  onOpened: (session: Session, message: AoiSession) => void
  onEnded: () => void
}

export type ConnectionParts = Omit<ClientParts, 'journal'> & {
  options: Pick<
    AoiClientOptions,
    'serverUrl' | 'deviceInfo' | 'enrolmentCode' | 'minimumUrgency' | 'socketOptions'
  >
} & Pick<Platform, 'callHttp' | 'onWake'>

type ConnectionRun = { journal: ClientParts['journal']; events: ConnectionEvents }

/** Keeps a session open, one after another, and reports its state. */
export class Connection {
  readonly #parts: ConnectionParts
  readonly #listeners: Listeners<ClientState>
  readonly #stopping = new AbortController()
  #state: ClientState = IDLE
  #session: Session | undefined
  #open: Session | undefined

  constructor(parts: ConnectionParts) {
    this.#parts = parts
    this.#listeners = new Listeners(() => parts.log({ level: 'error', event: 'listenerFailed' }))
  }

  get state(): ClientState {
    return this.#state
  }

  onState(listener: (state: ClientState) => void): () => void {
    return this.#listeners.add(listener)
  }

  /** Connects and reconnects until it is stopped, and settles then. */
  async run(running: ConnectionRun): Promise<void> {
    this.#move({ kind: 'started' })
    while (!this.#stopping.signal.aborted) {
      const end = await this.#attempt(running)
      if (end.kind === 'stopped') this.stop(end.reason, end.desc)
      else await this.#waitAfter(end)
    }
  }

  /**
   * Returns the open session. Waits for one, and notes the reason for the wait in `patience`. Rejects with
   * `AoiClientError` once closed, or with the signal's reason if aborted.
   */
  async whenOpen(patience: Patience): Promise<Session> {
    while (this.#open === undefined) {
      if (this.#state.name === 'closed') throw closedError(this.#state)
      if (this.#state.name === 'reconnecting') patience.why = this.#state.desc
      await orAborted(this.#nextState(), patience.signal)
    }
    return this.#open
  }

  /** Ends the session, so that a new one opens. */
  reopen(end: Extract<SessionEnd, { kind: 'lost' }>): void {
    this.#session?.end(end)
  }

  /** Ends for good. Idempotent: the first reason stays. */
  stop(reason: ClosedReason, desc: string): void {
    this.#move({ kind: 'stopped', reason, desc })
    this.#stopping.abort()
    this.#session?.end({ kind: 'stopped', reason, desc })
  }

  async #attempt(running: ConnectionRun): Promise<SessionEnd> {
    const { journal } = running
    const full = [...journal.state.tokens.values()].some(
      ({ held }) => held.size >= CLIENT_LIMITS.heldNotifications,
    )
    if (full)
      return { kind: 'lost', reason: 'backlogFull', desc: 'too many notifications wait for a handler' }
    try {
      // The handshake names the cursors, which acknowledges them: they must be on storage first.
      await journal.makeWhole()
      const { options, callHttp } = this.#parts
      const found = await findCredential(running, { ...options, callHttp, signal: this.#stopping.signal })
      if ('end' in found) return found.end
      if (this.#stopping.signal.aborted) return CLOSED_MEANWHILE
      return await this.#converse(running, found.credential)
    } catch (error) {
      return endOfStorage(error)
    }
  }

  /** One session from its opening to its end. */
  #converse({ journal, events }: ConnectionRun, credential: Credential): Promise<SessionEnd> {
    const { state } = journal
    const { aoiClientId, aoiClientSecret } = credential
    const cursors = Object.fromEntries(
      [...state.tokens].map(([clientAppToken, { cursor }]) => [clientAppToken, cursor]),
    )
    const known = state.epoch === undefined ? {} : { epoch: state.epoch, cursors }
    const { minimumUrgency } = this.#parts.options
    const wish = minimumUrgency === undefined ? {} : { minimumUrgency }
    return new Promise((resolve) => {
      const session = new Session({
        serverUrl: this.#parts.options.serverUrl,
        socketOptions: this.#parts.options.socketOptions,
        auth: { protocol: SESSION_PROTOCOL, aoiClientId, aoiClientSecret, ...known, ...wish },
        clock: this.#parts.clock,
        log: this.#parts.log,
        listener: {
          ...events,
          onOpened: (message) => {
            this.#open = session
            events.onOpened(session, message)
            this.#move({ kind: 'sessionOpened' })
          },
          onEnded: (end) => {
            this.#session = undefined
            this.#open = undefined
            events.onEnded()
            resolve(end)
          },
        },
      })
      this.#session = session
    })
  }

  async #waitAfter(end: Extract<SessionEnd, { kind: 'lost' }>): Promise<void> {
    this.#move(end)
    const { clock, log, random } = this.#parts
    if (this.#state.name !== 'reconnecting') return
    const { attempt, reason, desc } = this.#state
    const { retryAfterMs } = end
    const milliseconds = reconnectDelay({ attempt, random: random(), retryAfterMs })
    log({ level: 'info', event: 'reconnecting', reason, desc, attempt, milliseconds })
    const awake = new AbortController()
    // A back-off ends early when the network is back; a wait that the server asked for does not.
    const stopListening = this.#parts.onWake(() => retryAfterMs === undefined && awake.abort())
    await pause(clock, { milliseconds, signal: AbortSignal.any([awake.signal, this.#stopping.signal]) })
    stopListening()
  }

  #move(event: ClientEvent): void {
    const next = nextState(this.#state, event)
    if (next === this.#state) return
    this.#state = next
    this.#listeners.emit(next)
  }

  #nextState(): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.onState(() => {
        stop()
        resolve()
      })
    })
  }
}

const CLOSED_MEANWHILE: SessionEnd = { kind: 'stopped', reason: 'closedByApplication', desc: 'closed' }

/** The error for requests to a closed AOI Client. */
export function closedError(state: Extract<ClientState, { name: 'closed' }>): AoiClientError {
  const codes = {
    credentialRevoked: '401',
    notAdmitted: '401',
    refused: '400',
    storageFailed: 'storage',
  } as const
  const code = state.reason in codes ? codes[state.reason as keyof typeof codes] : 'closed'
  return new AoiClientError(code, `the AOI Client is closed: ${state.desc}`)
}
