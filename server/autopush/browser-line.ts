import { WebSocket } from 'ws'
import { LIMITS, type PushSocketAnswer } from '#protocol'
import type { Clock } from '../core/clock.ts'
import type { QueueWatch } from '../hub/wire/queue-watch.ts'

const CLOSE_GRACE_MILLISECONDS = 2000

/** The websocket of one browser: sends messages, watches the send queue, and checks that the browser is still there. */
export class BrowserLine {
  readonly #socket: WebSocket
  readonly #clock: Clock
  #queue: QueueWatch | undefined
  #waiting = 0
  #answersWaiting = 0
  #isAlive = true

  constructor(parts: { socket: WebSocket; clock: Clock }) {
    this.#socket = parts.socket
    this.#clock = parts.clock
    this.#socket.on('pong', () => this.noteAlive())
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  watch(queue: QueueWatch): void {
    this.#queue = queue
  }

  /** Answers a message of the browser. Cuts off a browser that lets too many answers pile up. */
  send(answer: PushSocketAnswer): void {
    if (this.#answersWaiting >= LIMITS.pushSocketAnswersWaiting) this.#socket.terminate()
    this.#answersWaiting += 1
    this.#send(answer, () => {
      this.#answersWaiting -= 1
    })
  }

  /**
   * Sends notifications to the browser, at most one window of them. Calls `written` when the kernel has taken them all.
   */
  sendAll(notifications: readonly PushSocketAnswer[], written: () => void): void {
    const last = notifications.length - 1
    for (const [index, notification] of notifications.entries())
      this.#send(notification, index === last ? written : undefined)
  }

  #send(answer: PushSocketAnswer, written?: () => void): void {
    if (!this.isOpen) return
    this.#waiting += 1
    this.#queue?.waiting()
    this.#socket.send(JSON.stringify(answer), () => {
      this.#waiting -= 1
      if (this.#waiting === 0) this.#queue?.taken()
      written?.()
    })
  }

  /** Something came from the browser. */
  noteAlive(): void {
    this.#isAlive = true
  }

  /** Pings the browser. Cuts it off if it did not answer the previous ping. */
  ping(): void {
    if (!this.#isAlive) {
      this.#socket.terminate()
      return
    }
    this.#isAlive = false
    if (this.isOpen) this.#socket.ping()
  }

  /** Closes with a websocket code. Cuts the browser off if it does not close within 2 s. */
  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
    this.#clock.after(CLOSE_GRACE_MILLISECONDS, () => this.#socket.terminate())
  }
}
