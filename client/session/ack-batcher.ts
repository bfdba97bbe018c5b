import type { NotificationAck } from '../../protocol/session.ts'
import type { ClientClock } from '../clock.ts'
import { CLIENT_LIMITS } from '../limits.ts'

type Send = (acks: NotificationAck['acks']) => void

/**
 * Batches cumulative acknowledgements: sends the first at once, later ones after 100 ms, or when they cover 64
 * notifications or 32 KiB.
 */
export class AckBatcher {
  readonly #clock: ClientClock
  readonly #pending = new Map<string, number>()
  #notifications = 0
  #bytes = 0
  #send: Send | undefined
  #cancelPause: (() => void) | undefined

  constructor(clock: ClientClock) {
    this.#clock = clock
  }

  /** Starts to send acknowledgements in this session. */
  open(send: Send): void {
    this.#send = send
  }

  /** The session is over. The cursors of the next handshake replace unsent acknowledgements. */
  stop(): void {
    this.#send = undefined
    this.#pending.clear()
    this.#cancelPause?.()
    this.#cancelPause = undefined
  }

  /**
   * Acknowledges every seq of the token up to this one, all on storage. `bytes` is the approximate size of this one on
   * the wire.
   */
  add(clientAppToken: string, done: { seq: number; bytes: number }): void {
    if (this.#send === undefined) return
    this.#pending.set(clientAppToken, done.seq)
    this.#notifications += 1
    this.#bytes += done.bytes
    const full =
      this.#notifications >= CLIENT_LIMITS.ackNotifications || this.#bytes >= CLIENT_LIMITS.ackBytes
    if (full || this.#cancelPause === undefined) this.flush()
  }

  /** The token is not registered any more. */
  forget(clientAppToken: string): void {
    this.#pending.delete(clientAppToken)
  }

  /** Sends the batch now. */
  flush(): void {
    if (this.#send === undefined || this.#pending.size === 0) return
    this.#send([...this.#pending])
    this.#pending.clear()
    this.#notifications = 0
    this.#bytes = 0
    this.#cancelPause?.()
    this.#cancelPause = this.#clock.after(CLIENT_LIMITS.ackMilliseconds, () => {
      this.#cancelPause = undefined
      this.flush()
    })
  }
}
