import { setTimeout as delay } from 'node:timers/promises'
import { vi } from 'vitest'
import type { Accepted, Sender } from './sender.ts'

/** Pause between the 201 of one notification and the next submission, so that the clients' disks keep up. */
const PAUSE_MILLISECONDS = 10

type Parts = {
  senders: readonly Sender[]
  tokens: readonly string[]
  /** Per sender. */
  inFlight: number
}

/** Senders that send continuously until they are stopped. Every payload is another number. */
export class Load {
  readonly #parts: Parts
  readonly #working: Promise<unknown>
  #stopping = false
  #sent = 0
  #inFlight = 0
  #isPaused = false

  constructor(parts: Parts) {
    this.#parts = parts
    const { senders, inFlight } = parts
    this.#working = Promise.all(
      senders.flatMap((sender) => Array.from({ length: inFlight }, () => this.#work(sender))),
    )
    // `stop` reports the error to its caller.
    this.#working.catch(() => undefined)
  }

  /** Every notification that was answered 201. */
  get accepted(): Accepted[] {
    return this.#parts.senders.flatMap((sender) => sender.accepted)
  }

  get retries(): number {
    return this.#parts.senders.reduce((sum, sender) => sum + sender.retries, 0)
  }

  /** Waits until that many more have been accepted. */
  async goOn(notifications: number): Promise<void> {
    const goal = this.accepted.length + notifications
    await vi.waitFor(
      () => {
        if (this.accepted.length < goal)
          throw new Error(`only ${this.accepted.length} of ${goal} were accepted`)
      },
      { timeout: 30_000, interval: 10 },
    )
  }

  /** Sends nothing during `work`, which begins when every notification that was sent has its 201. */
  async pause(work: () => Promise<void>): Promise<void> {
    this.#isPaused = true
    while (this.#inFlight > 0) await delay(1)
    await work()
    this.#isPaused = false
  }

  /** Ends the sending. Resolves when every notification that was sent has its 201. */
  async stop(): Promise<void> {
    this.#stopping = true
    await this.#working
  }

  async #work(sender: Sender): Promise<void> {
    const { tokens } = this.#parts
    while (!this.#stopping) {
      if (this.#isPaused) {
        await delay(1)
        continue
      }
      const payload = this.#sent
      this.#sent += 1
      const token = tokens[payload % tokens.length]
      if (token === undefined) throw new Error('there is no token to send to')
      this.#inFlight += 1
      await sender.send(token, payload)
      this.#inFlight -= 1
      await delay(PAUSE_MILLISECONDS)
    }
  }
}
