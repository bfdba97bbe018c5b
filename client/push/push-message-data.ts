/** What a push message says, in the shape of the W3C Push API. */
export class PushMessageData {
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** A copy, so that one listener does not see what another did to it. */
  bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes)
  }

  arrayBuffer(): ArrayBuffer {
    return this.bytes().buffer
  }

  blob(): Blob {
    return new Blob([this.bytes()])
  }

  /** As UTF-8; what is none becomes U+FFFD. */
  text(): string {
    return new TextDecoder().decode(this.#bytes)
  }

  /** Throws `SyntaxError` when it is no JSON. */
  json(): unknown {
    return JSON.parse(this.text())
  }
}
