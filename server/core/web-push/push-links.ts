import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a link lets its holder do: cancel the message, or learn when it was received. */
export type LinkPurpose = 'messages' | 'receipts'

const ID_BYTES = 16
const MAC_BYTES = 16

/**
 * Capability URLs of messages: whoever has one may use it, and nobody can make one up. The id of a message, which every
 * member sees, and the token are not enough. Nothing is stored: they hold on every node with the same secret.
 */
export class PushLinks {
  readonly #readSecret: () => string
  #secret: string | undefined

  /** `readSecret` is asked once, with the first link. */
  constructor(readSecret: () => string) {
    this.#readSecret = readSecret
  }

  /** The last part of the path of the link. */
  issue(purpose: LinkPurpose, notificationId: string): string {
    const id = Buffer.from(notificationId.replaceAll('-', ''), 'hex')
    return Buffer.concat([id, this.#macOf(purpose, id)]).toString('base64url')
  }

  /** The id of the message that the link is for; `undefined` for one that was not issued here for this purpose. */
  read(purpose: LinkPurpose, link: string): string | undefined {
    if (!/^[A-Za-z0-9_-]{43}$/.test(link)) return undefined
    const bytes = Buffer.from(link, 'base64url')
    const id = bytes.subarray(0, ID_BYTES)
    if (!timingSafeEqual(bytes.subarray(ID_BYTES), this.#macOf(purpose, id))) return undefined
    return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  }

  #macOf(purpose: LinkPurpose, id: Buffer): Buffer {
    this.#secret ??= this.#readSecret()
    const message = Buffer.concat([Buffer.from(`aoi-web-push/${purpose}/`), id])
    return createHmac('sha256', this.#secret).update(message).digest().subarray(0, MAC_BYTES)
  }
}
