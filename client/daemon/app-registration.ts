import { toBase64url } from '../../protocol/base64url.ts'
import type { DaemonMessage } from '../../protocol/daemon.ts'
import { joinJson } from '../../protocol/json-text.ts'
import { deliveredElementsOf } from '../../protocol/label-schemas.ts'
import type { ClientAppRegistration } from '../aoi-client.ts'
import type { ClientNotification } from '../client-notification.ts'
import type { AppInstance } from './app-instances.ts'

/** Writes one line. */
type Push = (line: string) => void

/**
 * A registration that one connection holds. It pushes one notification, and the next after the app's acknowledgement.
 */
export class AppRegistration {
  readonly registration: ClientAppRegistration
  readonly instance: AppInstance
  #stop: (() => void)[] = []
  #pushed: { id: string; acknowledge: () => void } | undefined

  constructor(registration: ClientAppRegistration, instance: AppInstance) {
    this.registration = registration
    this.instance = instance
  }

  get token(): string {
    return this.registration.token
  }

  /** Begins to push; once is enough. */
  attach(input: { push: Push; onRevoked: () => void }): void {
    if (this.#stop.length > 0) return
    this.#stop = [
      this.registration.onNotification((notification, { signal }) =>
        this.#hand(notification, { signal, ...input }),
      ),
      this.registration.onRevoked((reason) => {
        input.onRevoked()
        const message: DaemonMessage = {
          messageType: 'clientAppRevoked',
          clientAppToken: this.token,
          reason,
        }
        input.push(JSON.stringify(message))
      }),
    ]
  }

  /**
   * Stops pushing. Unacknowledged notifications stay in the journal for the next connection that claims the instance.
   */
  detach(): void {
    for (const stop of this.#stop) stop()
    this.#stop = []
    this.#pushed = undefined
  }

  /** The app has the notification of this id; an id that was not pushed changes nothing. */
  acknowledge(id: string): void {
    if (this.#pushed?.id === id) this.#pushed.acknowledge()
  }

  #hand(
    notification: ClientNotification,
    { signal, push }: { signal: AbortSignal; push: Push },
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      // The app did not acknowledge before the detach or close: the notification comes again, and this is not counted
      // as an attempt.
      const giveUp = () => reject(signal.reason)
      signal.addEventListener('abort', giveUp, { once: true })
      const acknowledge = () => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }
      this.#pushed = { id: notification.id, acknowledge }
      push(toLine(notification))
    })
  }
}

/** Returns the line of a notification; it contains the payload's JSON as it was sent. */
function toLine(notification: ClientNotification): string {
  const { clientAppToken, id, seq } = notification
  const delivered = deliveredElementsOf(notification)
  const elements = { messageType: 'notification', clientAppToken, id, seq, ...delivered } as const
  return 'payload' in notification
    ? joinJson(elements, { name: 'payload', text: notification.payloadText })
    : JSON.stringify({ ...elements, data: toBase64url(notification.data), headers: notification.headers })
}
