/** A set of listeners. One that throws does not stop the others. */
export class Listeners<Message> {
  readonly #listeners = new Set<{ tell: (message: Message) => void }>()
  readonly #onError: (error: unknown) => void

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  /** Returns a function that removes the listener. */
  add(tell: (message: Message) => void): () => void {
    const listener = { tell }
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(message: Message): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener.tell(message)
      } catch (error) {
        this.#onError(error)
      }
    }
  }
}
