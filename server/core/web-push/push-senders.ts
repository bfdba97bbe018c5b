import { fingerprint, LIMITS } from '#protocol'
import type { Clock } from '../clock.ts'
import { isAoiError } from '../errors.ts'
import { isLimitExceeded, type Limiter, type MakeLimiter } from '../limiter.ts'
import type { Store } from '../store.ts'
import { senderId } from './sender-id.ts'
import type { VapidSender } from './vapid.ts'

const REMEMBERED = 10_000
const SUBJECT = /^(mailto:|https:)[\x21-\x7e]{1,200}$/

/**
 * Gives each sender of Web Push its own Server Application, for the lists. It is made with the sender's first accepted
 * message. Its name is the sender's own description and a fingerprint of its key, which it cannot choose.
 */
export class PushSenders {
  readonly #store: Pick<Store, 'nameServerApplication'>
  readonly #clock: Clock
  readonly #known = new Set<string>()
  readonly #namedPerAddress: Limiter

  constructor(parts: {
    store: Pick<Store, 'nameServerApplication'>
    clock: Clock
    makeLimiter: MakeLimiter
  }) {
    const points = LIMITS.webPushSendersNamedPerAddressPerDay
    this.#namedPerAddress = parts.makeLimiter({ name: 'webPushSendersNamed', points, seconds: 86_400 })
    this.#store = parts.store
    this.#clock = parts.clock
  }

  /**
   * Records the sender of an accepted message. One address may name a limited number of senders, so that others get
   * names too.
   */
  async remember(sender: VapidSender | undefined, address: string): Promise<void> {
    const id = senderId(sender?.vapidKey)
    if (this.#known.has(id)) return
    if (!(await this.#mayName(address))) return
    try {
      const name = nameOf(sender)
      const atMost = LIMITS.webPushSendersNamed
      await this.#store.nameServerApplication({ id, name, atMost, createdAt: this.#clock.now() })
      if (this.#known.size >= REMEMBERED) this.#known.clear()
      this.#known.add(id)
    } catch (error) {
      // The message is on disk. The name is only for people, and the next message tries again.
      if (!isAoiError(error)) throw error
    }
  }

  async #mayName(address: string): Promise<boolean> {
    try {
      await this.#namedPerAddress.consume(address)
      return true
    } catch (error) {
      if (!isLimitExceeded(error)) throw error
      return false
    }
  }
}

function nameOf(sender: VapidSender | undefined): string {
  if (sender === undefined) return 'Web Push without VAPID'
  const { vapidKey, subject } = sender
  const said = subject !== undefined && SUBJECT.test(subject) ? subject.replace(/^mailto:/, '') : 'Web Push'
  return `${said} (VAPID ${fingerprint(vapidKey)})`
}
