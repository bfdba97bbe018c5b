import { createHmac, timingSafeEqual } from 'node:crypto'
import { LIMITS } from '#protocol'

/** The purpose of a link: to cancel the message, or to wait for its receipt. */
export type LinkPurpose = 'messages' | 'receipts'

const ID_BYTES = 16
const MAC_BYTES = 16
const LINK_CHARACTERS = Math.ceil(((LIMITS.receiptMessages * ID_BYTES + MAC_BYTES) * 4) / 3)

/**
 * Capability URLs of messages: every holder may use one, and nobody can forge one. The message id, which every member
 * sees, and the token are not enough. Nothing is stored: they work on every node with the same secret.
 */
export class PushLinks {
  readonly #readSecret: () => string
  #secret: string | undefined

  /** `readSecret` is called once, for the first link. */
  constructor(readSecret: () => string) {
    this.#readSecret = readSecret
  }

  /** Returns the last path segment of the link: for one message, or for the receipts of several. */
  issue(purpose: LinkPurpose, ...notificationIds: readonly string[]): string {
    const ids = Buffer.from(notificationIds.join('').replaceAll('-', ''), 'hex')
    return Buffer.concat([ids, this.#macOf(purpose, ids)]).toString('base64url')
  }

  /** Returns the ids of the link's messages: at least one, or none if it was not issued here for this purpose. */
  read(purpose: LinkPurpose, link: string): string[] {
    if (link.length > LINK_CHARACTERS || !/^[A-Za-z0-9_-]+$/.test(link)) return []
    const bytes = Buffer.from(link, 'base64url')
    const idsEnd = bytes.byteLength - MAC_BYTES
    if (idsEnd <= 0 || idsEnd % ID_BYTES !== 0 || bytes.toString('base64url') !== link) return []
    const ids = bytes.subarray(0, idsEnd)
    if (!timingSafeEqual(bytes.subarray(idsEnd), this.#macOf(purpose, ids))) return []
    const digits = ids.toString('hex').match(/.{32}/g) ?? []
    return digits.map((id) => id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'))
  }

  #macOf(purpose: LinkPurpose, ids: Buffer): Buffer {
    this.#secret ??= this.#readSecret()
    const message = Buffer.concat([Buffer.from(`aoi-web-push/${purpose}/`), ids])
    return createHmac('sha256', this.#secret).update(message).digest().subarray(0, MAC_BYTES)
  }
}
