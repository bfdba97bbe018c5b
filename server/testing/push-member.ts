import { call, registerClient } from './api-caller.ts'
import type { PushVendor, VendorMessage, VendorSubscription } from './push-vendor.ts'

/** A receiver without a session: an AOI Client whose registration is delivered by a push service. */
export class PushMember {
  readonly token: string
  readonly as: { aoiClientId: string; aoiClientSecret: string }
  subscription: VendorSubscription
  readonly #url: string

  private constructor(
    url: string,
    made: { token: string; as: PushMember['as']; subscription: VendorSubscription },
  ) {
    this.#url = url
    this.token = made.token
    this.as = made.as
    this.subscription = made.subscription
  }

  /** Registers a new AOI Client with a subscription at the vendor. `elements` of the registration, such as a seed. */
  static async register(
    url: string,
    { vendor, elements = {}, more = {} }: { vendor: PushVendor; elements?: object; more?: object },
  ): Promise<PushMember> {
    const as = await registerClient(url)
    const subscription = vendor.subscribe()
    const body = {
      ...{ messageType: 'clientAppRegistrationReq', aoiClientId: as.aoiClientId },
      ...{ ApplicationName: 'com.example.chat', ...elements },
      subscription: { ...subscription.element, ...more },
    }
    const answered = await call(url, { path: '/api/v1/client-app-registrations', as, body })
    if (answered.status !== 200) throw new Error(answered.text)
    return new PushMember(url, { token: String(answered.body.clientAppToken), as, subscription })
  }

  /** Moves to a new subscription at the vendor. */
  async move(vendor: PushVendor): Promise<void> {
    this.subscription = vendor.subscribe()
    const path = `/api/v1/client-app-registrations/${this.token}/subscription`
    const body = { messageType: 'clientAppSubscriptionReq', subscription: this.subscription.element }
    const answered = await call(this.#url, { method: 'PUT', path, as: this.as, body })
    if (answered.status !== 200) throw new Error(answered.text)
  }

  open(message: VendorMessage) {
    return this.subscription.open(message)
  }

  /** Confirms a message as a worker does. Returns the status. */
  async confirm(message: VendorMessage): Promise<number> {
    const { message: opened } = await this.open(message)
    return (await call(this.#url, { method: 'POST', path: `/wp/deliveries/${opened.aoi.link}` })).status
  }
}
