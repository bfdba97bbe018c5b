/** Counts a fan-out: the messages that each socket has received, and the messages that have reached all sockets. */
export class Receivers {
  readonly #sockets: number
  /** Index: a number of messages, from 1. Value: the number of sockets that have received at least that many. */
  readonly #reached: number[] = []
  #complete = 0
  #deliveries = 0
  /** Called when a message has reached the last socket. */
  onComplete: (message: number) => void = () => {}

  constructor(sockets: number) {
    this.#sockets = sockets
  }

  /** Number of messages that have reached every socket. */
  get complete(): number {
    return this.#complete
  }

  get deliveries(): number {
    return this.#deliveries
  }

  /** Records that a socket with `before` messages has received `count` more. */
  add(before: number, count: number): void {
    this.#deliveries += count
    for (let message = before + 1; message <= before + count; message += 1) {
      this.#reached[message] = (this.#reached[message] ?? 0) + 1
    }
    while (this.#reached[this.#complete + 1] === this.#sockets) {
      this.#complete += 1
      this.onComplete(this.#complete)
    }
  }
}
