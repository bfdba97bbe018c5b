/** The content of a push message, in the shape of the W3C Push API. */
export class PushMessageData {
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Returns a copy, so that a listener's changes stay its own. */
  bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes)
  }

  arrayBuffer(): ArrayBuffer {
    return this.bytes().buffer
  }

  blob(): Blob {
    return new Blob([this.bytes()])
  }

  /** Decodes as UTF-8; invalid bytes become U+FFFD. */
  text(): string {
    return new TextDecoder().decode(this.#bytes)
  }

  /** Throws `SyntaxError` if it is no JSON. */
  json(): unknown {
    return JSON.parse(this.text())
  }
}
