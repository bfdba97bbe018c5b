/** What a fan-out is measured by: how often each socket has received, and which messages have reached all of them. */
export class Receivers {
  readonly #sockets: number
  /** Sockets that have received so many, from 1. */
  readonly #reached: number[] = []
  #complete = 0
  #deliveries = 0
  /** A message has reached the last socket. */
  onComplete: (message: number) => void = () => {}

  constructor(sockets: number) {
    this.#sockets = sockets
  }

  /** Messages that have reached every socket. */
  get complete(): number {
    return this.#complete
  }

  get deliveries(): number {
    return this.#deliveries
  }

  /** A socket that had received `before` has received `count` more. */
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
