import webpush from 'web-push'
import type { WebPushHeaders } from '../../../protocol/web-push.ts'
import type { AoiPushSubscription, PushSubscriptionJson } from '../push-api.ts'

export const VAPID_KEYS = webpush.generateVAPIDKeys()

/**
 * Returns the body and headers, as JSON has them, that a push service stores when web-push sends to the subscription.
 */
export function encryptedFor(
  subscription: Pick<AoiPushSubscription, 'toJSON'>,
  { text, encoding = 'aes128gcm' }: { text: string; encoding?: 'aes128gcm' | 'aesgcm' },
): { data: Uint8Array; headers: WebPushHeaders } {
  const serialized = JSON.parse(JSON.stringify(subscription)) as PushSubscriptionJson
  const { body, headers } = webpush.generateRequestDetails(serialized, text, {
    contentEncoding: encoding,
    vapidDetails: { subject: 'mailto:sender@example.com', ...VAPID_KEYS },
  })
  const legacy = { encryption: String(headers.Encryption), crypto_key: String(headers['Crypto-Key']) }
  return { data: new Uint8Array(body ?? []), headers: { encoding, ...(encoding === 'aesgcm' && legacy) } }
}
