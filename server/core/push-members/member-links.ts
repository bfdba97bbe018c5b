import { createHmac, timingSafeEqual } from 'node:crypto'

/** A notification for one registration. */
export type MemberDelivery = { registrationId: number; seq: number }

const PLACE_BYTES = 10
const MAC_BYTES = 16
const LINK = /^[A-Za-z0-9_-]{35}$/

/**
 * Capability URLs of deliveries by push services: the holder may read that notification and confirm it, and nobody can
 * forge one. Nothing is stored: they work on every node with the same secret. The epoch is part of the signature,
 * because the database gives the same ids and seqs again after a restore (R5).
 */
export class MemberLinks {
  readonly #readSecret: () => string
  readonly #readEpoch: () => string
  #secret: string | undefined

  /** `secret` is called once, for the first link. */
  constructor(parts: { secret: () => string; epoch: () => string }) {
    this.#readSecret = parts.secret
    this.#readEpoch = parts.epoch
  }

  /** Returns the last path segment of the link. */
  issue({ registrationId, seq }: MemberDelivery): string {
    const place = Buffer.alloc(PLACE_BYTES)
    place.writeUInt32BE(registrationId)
    place.writeUIntBE(seq, 4, 6)
    return Buffer.concat([place, this.#macOf('link', place)]).toString('base64url')
  }

  /** Returns the delivery of a link; `undefined` unless it was issued in this epoch. */
  read(link: string): MemberDelivery | undefined {
    const bytes = Buffer.from(link, 'base64url')
    if (!LINK.test(link) || bytes.byteLength !== PLACE_BYTES + MAC_BYTES) return undefined
    if (bytes.toString('base64url') !== link) return undefined
    const place = bytes.subarray(0, PLACE_BYTES)
    if (!timingSafeEqual(bytes.subarray(PLACE_BYTES), this.#macOf('link', place))) return undefined
    return { registrationId: place.readUInt32BE(), seq: place.readUIntBE(4, 6) }
  }

  /**
   * Derives the `Topic` of a message at the push service (RFC 8030, 5.4): at most 32 characters that say nothing of the
   * sender's own topic. A message with the same topic replaces the one that waits there.
   */
  topicOf(registrationId: number, what: { topic: string | undefined; seq: number }): string {
    const { topic, seq } = what
    const name = topic === undefined ? `seq ${seq}` : `topic ${topic}`
    return this.#macOf('topic', Buffer.from(`${registrationId} ${name}`)).toString('base64url')
  }

  #macOf(purpose: 'link' | 'topic', bytes: Uint8Array): Buffer {
    this.#secret ??= this.#readSecret()
    const mac = createHmac('sha256', this.#secret).update(`push member ${purpose} ${this.#readEpoch()}\n`)
    return mac.update(bytes).digest().subarray(0, MAC_BYTES)
  }
}
