import { type PushSocketAnswer, vapidKeySchema, webPushEndpoint } from '#protocol'
import { BROWSER_APPLICATION } from '../core/aoi-clients/browsers.ts'
import type { Context } from '../core/context.ts'
import { AoiError } from '../core/errors.ts'
import { deregisterClientApp } from '../core/registrations/deregister-client-app.ts'
import { registerClientApp } from '../core/registrations/register-client-app.ts'
import type { Registration } from '../core/store.ts'
import type { Hub } from '../hub/hub.ts'
import type { Delivery } from '../hub/session/delivery.ts'
import type { Session } from '../hub/session/session.ts'
import type { BrowserTransport } from './browser-transport.ts'

type Parts = { context: Context; hub: Hub; session: Session; transport: BrowserTransport }

/**
 * The subscriptions of one browser. A channel is a registration to a token of its own. Notifications of groups may come
 * through it too.
 */
export class BrowserChannels {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * Registers a channel and answers with its endpoint, before any delivery through it. A browser that missed the answer
   * asks again and gets the same endpoint. Throws `invalid` | `keyReused` | `unauthorized` | `unavailable`.
   */
  async register(
    channel: { channelID: string; key: string | undefined },
    answer: (answer: PushSocketAnswer) => void,
  ): Promise<void> {
    const { context, hub, session } = this.#parts
    session.hold()
    try {
      const clientAppToken = await this.#ensureToken(channel)
      const pushEndpoint = webPushEndpoint(context.settings.publicUrl, clientAppToken)
      answer({ messageType: 'register', channelID: channel.channelID, status: 200, pushEndpoint })
    } finally {
      hub.release(session)
    }
  }

  /** Ends the channel's own registration, and the registrations of groups that come through it. Idempotent. */
  async unregister(channelID: string): Promise<void> {
    const { context, session, transport } = this.#parts
    for (const delivery of this.#deliveriesOf(channelID)) {
      const { clientAppToken } = delivery
      await deregisterClientApp(context, { aoiClientId: session.aoiClientId, clientAppToken })
      transport.forget(delivery)
    }
  }

  async #ensureToken({ channelID, key }: { channelID: string; key: string | undefined }): Promise<string> {
    const { context, hub, session } = this.#parts
    const vapidKey = readVapidKey(key)
    const own = this.#deliveriesOf(channelID).find(({ subscription }) => isOwn(subscription?.channel))
    if (own !== undefined) {
      if (own.subscription?.vapidKey === vapidKey) return own.clientAppToken
      throw new AoiError('keyReused', 'key: this channel is registered with another key')
    }
    const { registration } = await registerClientApp(context, {
      aoiClientId: session.aoiClientId,
      address: session.address,
      applicationName: BROWSER_APPLICATION,
      webPush: true,
      channel: { channelId: channelID },
      ...(vapidKey !== undefined && { vapidKey }),
    })
    hub.attach(registration)
    return registration.clientAppToken
  }

  #deliveriesOf(channelID: string): Delivery[] {
    const { deliveries } = this.#parts.session
    return [...deliveries].filter(({ subscription }) => subscription?.channel?.channelId === channelID)
  }
}

/**
 * Returns true for the channel's own registration. Only a group's member has keys: the server encrypts for them. Bodies
 * to a channel's own token are already encrypted for it.
 */
function isOwn(channel: Registration['channel']): boolean {
  return channel?.keys === undefined
}

function readVapidKey(key: string | undefined): string | undefined {
  if (key === undefined) return undefined
  const read = vapidKeySchema.safeParse(key.replace(/=+$/, ''))
  if (!read.success) throw new AoiError('invalid', 'key: must be a 65-byte P-256 point in base64url')
  return read.data
}
