/** A set of listeners. One that throws does not stop the others. */
export class Listeners<Message> {
  readonly #listeners = new Set<{ emit: (message: Message) => void }>()
  readonly #onError: (error: unknown) => void

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  /** Returns a function that removes the listener. */
  add(listener: (message: Message) => void): () => void {
    const entry = { emit: listener }
    this.#listeners.add(entry)
    return () => this.#listeners.delete(entry)
  }

  emit(message: Message): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener.emit(message)
      } catch (error) {
        this.#onError(error)
      }
    }
  }
}
