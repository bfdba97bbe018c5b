import type { PushSubscriptionJson } from '#client'

/** The keys of a Server Application in base64url: the point of 65 bytes and the scalar of 32. */
export type VapidKeys = { publicKey: string; privateKey: string }

/** One message for a sender, with its subscription and the keys of its Server Application. */
export type Sending = {
  subscription: PushSubscriptionJson
  vapidKeys: VapidKeys
  /** A JSON object with `title` and `body`, because some senders accept nothing else. */
  message: { title: string; body: string }
}

/** The answer of the push service, as far as the sender shows it. */
export type Sent = { status?: number; headers?: Record<string, string> }

export const SUBJECT = 'mailto:sender@example.com'
export const TTL_SECONDS = 600
