import { createHash } from 'node:crypto'

/**
 * What the ids of the Server Applications of Web Push begin with. Those of API keys are UUIDs. Senders without a VAPID
 * key are one, which is called so.
 */
export const WEB_PUSH_SENDER = 'web-push'
const ID_BYTES = 16

/** The Server Application of a sender of Web Push: one for each VAPID key, found without looking it up. */
export function senderId(vapidKey: string | undefined): string {
  if (vapidKey === undefined) return WEB_PUSH_SENDER
  const hash = createHash('sha256').update(vapidKey).digest().subarray(0, ID_BYTES)
  return `${WEB_PUSH_SENDER}-${hash.toString('base64url')}`
}

/** Whether the Server Application is a sender of Web Push. */
export function isWebPushSender(serverApplicationId: string): boolean {
  return serverApplicationId === WEB_PUSH_SENDER || serverApplicationId.startsWith(`${WEB_PUSH_SENDER}-`)
}
