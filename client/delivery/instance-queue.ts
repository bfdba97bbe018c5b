import type { ClientLog } from '../client-log.ts'
import type { NotificationHandler, ParkedNotification } from '../client-notification.ts'
import type { ClientClock } from '../clock.ts'
import type { Journal } from '../journal/journal.ts'
import type { JournalRecord, StoredNotification } from '../journal/journal-record.ts'
import type { HeldNotification, TokenState } from '../journal/journal-state.ts'
import { CLIENT_LIMITS } from '../limits.ts'
import type { Probe } from '../probe.ts'
import { retryDelay } from '../retry-delay.ts'
import { pause } from '../waiting.ts'
import { toClientNotification } from './stored-notification.ts'

/** Dependencies that the parts of the AOI Client share. */
export type ClientParts = {
  journal: Journal
  clock: ClientClock
  random: () => number
  log: ClientLog
  probe: Probe
}

export type InstanceQueueParts = ClientParts & {
  token: Pick<TokenState, 'clientAppToken' | 'applicationName'>
  instance: string
  onParked: (parked: ParkedNotification) => void
}

type Attachment = { handler: NotificationHandler; controller: AbortController }
type Outcome = { kind: 'handled' } | { kind: 'refused'; error: string } | { kind: 'detached' }

/**
 * Hands one instance its notifications in order, one at a time, once each: a notification is recorded as handled before
 * the next is handed over. Only notifications on storage are queued.
 */
export class InstanceQueue {
  readonly #parts: InstanceQueueParts
  #line: StoredNotification[] = []
  #attached: Attachment | undefined
  #running: Promise<void> | undefined

  constructor(parts: InstanceQueueParts) {
    this.#parts = parts
    this.#line = this.#listWaiting()
  }

  enqueue(notification: StoredNotification): void {
    this.#line.push(notification)
    this.#start()
  }

  /** Rebuilds the queue from the state: a failed write may have kept notifications out of it. */
  resume(): void {
    this.#line = this.#listWaiting()
    this.#start()
  }

  /** Returns a function that detaches the handler. Throws if a handler is attached. */
  attach(handler: NotificationHandler): () => void {
    if (this.#attached !== undefined)
      throw new Error('this registration already has a handler: detach it first')
    const attached = { handler, controller: new AbortController() }
    this.#attached = attached
    this.#start()
    return () => {
      attached.controller.abort()
      if (this.#attached === attached) this.#attached = undefined
    }
  }

  /** Detaches; settles when the call under way has ended. */
  async close(): Promise<void> {
    this.#attached?.controller.abort()
    this.#attached = undefined
    await this.#running
  }

  #start(): void {
    if (this.#attached === undefined || this.#running !== undefined || this.#line.length === 0) return
    // A notification that cannot be recorded as handled could be handed over twice. The queue resumes when the storage
    // works again.
    if (this.#parts.journal.isFailed) return
    this.#running = this.#run(this.#attached)
      // The journal has failed: the connection reports it.
      .catch(() => undefined)
      .finally(() => {
        this.#running = undefined
        if (this.#attached?.controller.signal.aborted !== true) this.#start()
      })
  }

  async #run(attached: Attachment): Promise<void> {
    const { signal } = attached.controller
    for (let first = this.#line[0]; this.#mayCall(signal) && first !== undefined; first = this.#line[0]) {
      const failures = this.#find(first)?.waiting.get(this.#parts.instance)
      if (failures === undefined) {
        this.#line.shift()
        continue
      }
      const attempt = failures + 1
      const outcome = await this.#call(attached, { notification: first, attempt })
      if (outcome.kind === 'detached') return
      if (outcome.kind === 'handled') await this.#recordHandled(first)
      else if (attempt < CLIENT_LIMITS.handlerAttempts)
        await this.#retryLater(attached, { notification: first, attempt })
      else await this.#park(first, { attempt, error: outcome.error })
    }
  }

  #mayCall(signal: AbortSignal): boolean {
    return !signal.aborted && !this.#parts.journal.isFailed
  }

  async #call(
    attached: Attachment,
    call: { notification: StoredNotification; attempt: number },
  ): Promise<Outcome> {
    const { probe, token } = this.#parts
    const { signal } = attached.controller
    probe('handedOver')
    try {
      await attached.handler(toClientNotification(token, call.notification), {
        attempt: call.attempt,
        signal,
      })
    } catch (error) {
      if (signal.aborted) return { kind: 'detached' }
      return { kind: 'refused', error: error instanceof Error ? error.message : String(error) }
    }
    probe('handlerDone')
    return { kind: 'handled' }
  }

  #recordHandled(notification: StoredNotification): Promise<void> {
    this.#line.shift()
    return this.#append({ kind: 'handled', ...this.#key(notification) })
  }

  async #retryLater(
    attached: Attachment,
    failed: { notification: StoredNotification; attempt: number },
  ): Promise<void> {
    const { clock, random, log, token } = this.#parts
    const { attempt } = failed
    const { clientAppToken } = token
    log({ level: 'warn', event: 'handlerFailed', clientAppToken, id: failed.notification.id, attempt })
    await this.#append({ kind: 'failed', ...this.#key(failed.notification), attempts: attempt })
    const milliseconds = retryDelay({
      attempt,
      random: random(),
      baseMilliseconds: CLIENT_LIMITS.handlerBackoffMilliseconds,
      maxMilliseconds: CLIENT_LIMITS.handlerBackoffMaxMilliseconds,
    })
    await pause(clock, { milliseconds, signal: attached.controller.signal })
  }

  async #park(notification: StoredNotification, failed: { attempt: number; error: string }): Promise<void> {
    const { token, instance, clock, log, onParked } = this.#parts
    const parked = { attempts: failed.attempt, error: failed.error, parkedAt: clock.now() }
    this.#line.shift()
    await this.#append({ kind: 'parked', ...this.#key(notification), ...parked })
    log({
      level: 'error',
      event: 'notificationParked',
      clientAppToken: token.clientAppToken,
      id: notification.id,
    })
    onParked({ instance, notification: toClientNotification(token, notification), ...parked })
  }

  /** Waits for the write but not for the sync: a power cut is rare. */
  #append(record: JournalRecord): Promise<void> {
    return this.#parts.journal.append([record], 'written')
  }

  #key({ id }: StoredNotification) {
    return { clientAppToken: this.#parts.token.clientAppToken, instance: this.#parts.instance, id }
  }

  #listWaiting(): StoredNotification[] {
    const held = [...(this.#token()?.held.values() ?? [])]
    return held
      .filter(({ waiting }) => waiting.has(this.#parts.instance))
      .map(({ notification }) => notification)
  }

  #find({ id }: StoredNotification): HeldNotification | undefined {
    return this.#token()?.held.get(id)
  }

  #token(): TokenState | undefined {
    return this.#parts.journal.state.tokens.get(this.#parts.token.clientAppToken)
  }
}
