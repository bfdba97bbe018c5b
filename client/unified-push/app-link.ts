import { once } from 'node:events'
import type { ClientAppRegistration } from '../aoi-client.ts'
import type { ClientNotification, HandlerContext } from '../client-notification.ts'
import { CLIENT_LIMITS } from '../limits.ts'
import type { ConnectedApp } from './connector-call.ts'
import { messageCall, newEndpointCall } from './connector-call.ts'
import type { BusWorld } from './reach-app.ts'
import { reachApp } from './reach-app.ts'
import { BusCallFailed } from './session-bus.ts'
import { UNIFIED_PUSH_LIMITS } from './unified-push-limits.ts'

export type AppLinkParts = BusWorld & {
  app: ConnectedApp
  registration: ClientAppRegistration
  /** The endpoint that the app knows. */
  endpoint: string | undefined
  /** The AOI Server has ended the registration. */
  onRevoked: (link: AppLink) => void
  /** The app leaves too many messages waiting. */
  onAbandoned: (link: AppLink) => void
  /** A message or an endpoint did not reach the app, with the reason. */
  onDropped: (app: ConnectedApp, why: string) => void
}

/** One registration of an app: hands its messages over in order, one at a time, and tells it its endpoint. */
export class AppLink {
  readonly app: ConnectedApp
  readonly registration: ClientAppRegistration
  readonly #parts: AppLinkParts
  readonly #ended = new AbortController()
  readonly #stop: (() => void)[]
  #endpoint: string | undefined
  #telling: AbortController | undefined

  constructor(parts: AppLinkParts) {
    this.#parts = parts
    this.app = parts.app
    this.registration = parts.registration
    this.#endpoint = parts.endpoint
    this.#stop = [
      this.registration.onNotification((notification, context) => this.#hand(notification, context)),
      this.registration.onRevoked(() => parts.onRevoked(this)),
    ]
  }

  /** Tells the app its endpoint, in place of an earlier one that it has not taken yet. */
  tellEndpoint(): void {
    this.#endpoint = this.registration.webPushEndpoint
    if (this.#endpoint !== undefined) void this.#tell(this.#endpoint)
  }

  /** Tells the app its endpoint if the AOI Server has moved. */
  tellMovedEndpoint(): void {
    if (this.registration.webPushEndpoint !== this.#endpoint) this.tellEndpoint()
  }

  /** Hands over nothing more. The journal keeps the message that the app has not taken. */
  end(): void {
    for (const stop of this.#stop.splice(0)) stop()
    this.#ended.abort(new Error('the registration has ended'))
  }

  async #tell(endpoint: string): Promise<void> {
    this.#telling?.abort()
    this.#telling = new AbortController()
    const { app } = this
    const signal = AbortSignal.any([this.#ended.signal, this.#telling.signal])
    const request = newEndpointCall(app, endpoint)
    try {
      await reachApp(this.#parts, { app, request, signal, goesOn: () => true })
    } catch (error) {
      if (error instanceof BusCallFailed) this.#parts.onDropped(app, error.message)
    }
  }

  async #hand(notification: ClientNotification, { attempt, signal }: HandlerContext): Promise<void> {
    const { app } = this
    const data = bodyOf(notification)
    const { messageBytes } = UNIFIED_PUSH_LIMITS
    if (data.byteLength === 0 || data.byteLength > messageBytes)
      return this.#parts.onDropped(app, `a message must have 1 to ${messageBytes} bytes`)
    const request = messageCall(app, { data, id: notification.id })
    // A message whose TTL ends while the app cannot be reached is not handed over.
    const goesOn = () => this.#parts.clock.now() < Date.parse(notification.expiresAt)
    const counting = setInterval(() => this.#count(), UNIFIED_PUSH_LIMITS.waitingCheckMilliseconds)
    try {
      await reachApp(this.#parts, { app, request, signal, goesOn })
    } catch (error) {
      // The session bus has ended, and so will this link: the message comes again.
      if (!(error instanceof BusCallFailed)) await aborted(signal)
      if (signal.aborted || attempt < CLIENT_LIMITS.handlerAttempts) throw error
      this.#parts.onDropped(app, error instanceof Error ? error.message : String(error))
    } finally {
      clearInterval(counting)
    }
  }

  #count(): void {
    if (this.registration.waiting > UNIFIED_PUSH_LIMITS.waitingMessages) this.#parts.onAbandoned(this)
  }
}

/** The bytes that the sender posted: the body of Web Push as it came, or the JSON of a Server Application. */
function bodyOf(notification: ClientNotification): Uint8Array {
  return 'data' in notification ? notification.data : Buffer.from(notification.payloadText)
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}
