import { createHash } from 'node:crypto'

/**
 * Prefix of the ids of Web Push's Server Applications; those of API keys are UUIDs. All senders without a VAPID key
 * share the id that is only this prefix.
 */
export const WEB_PUSH_SENDER = 'web-push'
const ID_BYTES = 16

/** Returns the Server Application id of a Web Push sender: one for each VAPID key, computed without a lookup. */
export function senderId(vapidKey: string | undefined): string {
  if (vapidKey === undefined) return WEB_PUSH_SENDER
  const hash = createHash('sha256').update(vapidKey).digest().subarray(0, ID_BYTES)
  return `${WEB_PUSH_SENDER}-${hash.toString('base64url')}`
}

/** True if the Server Application is a sender of Web Push. */
export function isWebPushSender(serverApplicationId: string): boolean {
  return serverApplicationId === WEB_PUSH_SENDER || serverApplicationId.startsWith(`${WEB_PUSH_SENDER}-`)
}
