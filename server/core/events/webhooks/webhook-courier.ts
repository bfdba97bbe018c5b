import { LIMITS } from '#protocol'
import type { Clock } from '../../clock.ts'
import { isGranted } from '../../server-applications/grants.ts'
import type { StoredEvent } from '../event-store.ts'
import type { EventTail } from '../event-tail.ts'
import { callWebhook, type WebhookResult } from './call-webhook.ts'
import { retryDelay } from './retry-delay.ts'
import type { Webhook, WebhookAttempt, WebhookProgress, WebhookStore } from './webhook-store.ts'

/** Successes are written together after this time, so that a killed server repeats only those. */
const KEEP_MILLISECONDS = 500
/** A failure is written at once if the next attempt is later than this. */
const LONG_DELAY_MILLISECONDS = 1000
const GONE = 410

type Parts = Parameters<typeof callWebhook>[0] & {
  webhooks: Pick<WebhookStore, 'keepProgress'>
  clock: Clock
  tail: EventTail
  /** False as soon as another node may deliver. */
  isLeader: () => boolean
  /** The webhook has failed for too long, or its receiver is gone. */
  disable: (webhook: Webhook, reason: string) => Promise<void>
  onError: (error: unknown) => void
}

/**
 * Delivers the events of one webhook, one after the other: the next one is sent when the receiver has the one before. So
 * the order is kept, and the only state is a place in the order of all events.
 */
export class WebhookCourier {
  readonly #parts: Parts
  readonly #stopping = new AbortController()
  readonly #done: Promise<void>
  #webhook: Webhook
  #progress: WebhookProgress
  #attempts: WebhookAttempt[] = []
  #isChanged = false
  #keptAt: number

  constructor(webhook: Webhook, parts: Parts) {
    this.#parts = parts
    this.#webhook = webhook
    const { position, failures, failingSince, retryAt, deliveredAt } = webhook
    this.#progress = {
      ...{ position, failures },
      ...(failingSince !== undefined && { failingSince }),
      ...(retryAt !== undefined && { retryAt }),
      ...(deliveredAt !== undefined && { deliveredAt }),
    }
    this.#keptAt = parts.clock.monotonic()
    this.#done = this.#run().catch((error) => {
      this.#stopping.abort()
      parts.onError(error)
    })
  }

  get isStopped(): boolean {
    return this.#stopping.signal.aborted
  }

  /** Takes changed settings, such as a new secret. */
  update(webhook: Webhook): void {
    this.#webhook = webhook
  }

  /** Ends after the request under way, and writes the progress. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#done
  }

  async #run(): Promise<void> {
    try {
      while (this.#isOn()) {
        const events = await this.#parts.tail.read(this.#progress.position)
        for (const event of events) {
          if (!this.#isOn()) break
          if (!this.#concerns(event)) this.#progress = { ...this.#progress, position: event.position }
          else if (!(await this.#deliver(event))) return
          this.#isChanged = true
          await this.#keepInTime()
        }
        if (events.length > 0) continue
        await this.#keep()
        await this.#parts.tail.wait(this.#stopping.signal)
      }
    } finally {
      if (this.#parts.isLeader()) await this.#keep()
    }
  }

  #isOn(): boolean {
    return !this.isStopped && !this.#parts.tail.isEnded && this.#parts.isLeader()
  }

  #concerns({ applicationName, type }: StoredEvent): boolean {
    const { applications, types } = this.#webhook
    return isGranted(applications, applicationName) && (types.length === 0 || types.includes(type))
  }

  /** Sends the event until the receiver has it. Returns false if the courier ends before. */
  async #deliver(event: StoredEvent): Promise<boolean> {
    const { clock } = this.#parts
    for (;;) {
      await this.#sleepUntil(this.#progress.retryAt)
      if (!this.#isOn()) return false
      const attempt = this.#progress.failures + 1
      const result = await callWebhook(this.#parts, { webhook: this.#webhook, event, attempt })
      if (result.outcome === 'delivered') {
        this.#note(result)
        this.#progress = { position: event.position, failures: 0, deliveredAt: clock.now() }
        return true
      }
      if (await this.#fail(result)) return false
    }
  }

  /** Notes a failure, and when to try again. Returns whether the webhook is disabled now. */
  async #fail(result: WebhookResult): Promise<boolean> {
    const now = this.#parts.clock.now()
    const { position, failures, failingSince = now, deliveredAt } = this.#progress
    const wasSent = result.waitMilliseconds === undefined
    if (wasSent) this.#note(result)
    const count = failures + (wasSent ? 1 : 0)
    const delay =
      result.waitMilliseconds ?? retryDelay({ failures: count, retryAfter: result.retryAfter, now })
    this.#progress = {
      ...{ position, failures: count, failingSince, retryAt: now + delay },
      ...(deliveredAt !== undefined && { deliveredAt }),
    }
    this.#isChanged = true
    const isGone = result.status === GONE
    if (isGone || now - failingSince >= LIMITS.webhookFailingSecondsMax * 1000) {
      await this.#keep()
      await this.#parts.disable(this.#webhook, isGone ? 'the receiver answered 410' : describe(result))
      this.#stopping.abort()
      return true
    }
    if (delay >= LONG_DELAY_MILLISECONDS) await this.#keep()
    else await this.#keepInTime()
    return false
  }

  #note({ retryAfter: _, waitMilliseconds: __, ...attempt }: WebhookResult): void {
    if (this.#attempts.length >= LIMITS.webhookAttemptsKept) this.#attempts.shift()
    this.#attempts.push(attempt)
  }

  async #keepInTime(): Promise<void> {
    if (this.#parts.clock.monotonic() - this.#keptAt >= KEEP_MILLISECONDS) await this.#keep()
  }

  async #keep(): Promise<void> {
    this.#keptAt = this.#parts.clock.monotonic()
    if (!this.#isChanged) return
    this.#isChanged = false
    const attempts = this.#attempts
    this.#attempts = []
    await this.#parts.webhooks.keepProgress({ id: this.#webhook.id, progress: this.#progress, attempts })
  }

  async #sleepUntil(at: number | undefined): Promise<void> {
    const milliseconds = (at ?? 0) - this.#parts.clock.now()
    if (milliseconds <= 0) return
    const { signal } = this.#stopping
    let wake = () => {}
    const cancel = this.#parts.clock.after(milliseconds, () => wake())
    await new Promise<void>((resolve) => {
      wake = resolve
      signal.addEventListener('abort', wake, { once: true })
      if (signal.aborted) resolve()
    })
    signal.removeEventListener('abort', wake)
    cancel()
  }
}

function describe({ outcome, status }: WebhookResult): string {
  return status === undefined ? outcome : `the receiver answered ${status}`
}
