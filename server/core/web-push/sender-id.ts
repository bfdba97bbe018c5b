import { createHash } from 'node:crypto'

/** Senders without a VAPID key are one Server Application; none of an API key is called so, since those are UUIDs. */
const ANYBODY = 'web-push'
const ID_BYTES = 16

/** The Server Application of a sender of Web Push: one for each VAPID key, found without looking it up. */
export function senderId(vapidKey: string | undefined): string {
  if (vapidKey === undefined) return ANYBODY
  const hash = createHash('sha256').update(vapidKey).digest().subarray(0, ID_BYTES)
  return `${ANYBODY}-${hash.toString('base64url')}`
}
