/** The parts of a request: the signed token, the sender's key, and the parameters of `aesgcm` outside the body. */
export type ShapeParts = { jwt: string; key: string; salt: string; dh: string }

/** The request of a sender that is not in the npm registry, as its source writes it. */
export type RequestShape = {
  name: string
  encoding: 'aes128gcm' | 'aesgcm'
  /** True when the audience (`aud`) of its token lacks the port. */
  dropsPort: boolean
  headers: (parts: ShapeParts) => Readonly<Record<string, string>>
}

const OCTETS = { 'Content-Type': 'application/octet-stream' }
/** Base64url that keeps its padding. */
const padded = (text: string) => text.padEnd(Math.ceil(text.length / 4) * 4, '=')

export const REQUEST_SHAPES: readonly RequestShape[] = [
  {
    name: 'minishlink/web-push (PHP)',
    encoding: 'aes128gcm',
    dropsPort: true,
    headers: ({ jwt, key }) => ({
      'User-Agent': 'GuzzleHttp/7',
      ...OCTETS,
      'Content-Encoding': 'aes128gcm',
      TTL: '2419200',
      Urgency: 'high',
      Topic: 'new_event',
      Authorization: `vapid t=${jwt}, k=${key}`,
    }),
  },
  {
    name: 'minishlink/web-push (PHP, aesgcm)',
    encoding: 'aesgcm',
    dropsPort: true,
    headers: ({ jwt, key, salt, dh }) => ({
      'User-Agent': 'GuzzleHttp/7',
      ...OCTETS,
      'Content-Encoding': 'aesgcm',
      Encryption: `salt=${salt}`,
      'Crypto-Key': `dh=${dh};p256ecdsa=${key}`,
      TTL: '2419200',
      Authorization: `WebPush ${jwt}`,
    }),
  },
  {
    name: 'webpush-java',
    encoding: 'aes128gcm',
    dropsPort: true,
    headers: ({ jwt, key }) => ({
      ...OCTETS,
      TTL: '2419200',
      'Content-Encoding': 'aes128gcm',
      Authorization: `vapid t=${jwt}, k=${key}`,
      'Crypto-Key': `p256ecdsa=${key}`,
    }),
  },
  {
    name: 'webpush-java (aesgcm)',
    encoding: 'aesgcm',
    dropsPort: true,
    headers: ({ jwt, key, salt, dh }) => ({
      ...OCTETS,
      TTL: '2419200',
      'Content-Encoding': 'aesgcm',
      Encryption: `salt=${salt}`,
      Authorization: `WebPush ${jwt}`,
      'Crypto-Key': `dh=${padded(dh)};p256ecdsa=${key}`,
    }),
  },
  {
    name: 'Mastodon',
    encoding: 'aes128gcm',
    dropsPort: false,
    headers: ({ jwt, key }) => ({
      ...OCTETS,
      Ttl: '172800',
      Urgency: 'normal',
      'Content-Encoding': 'aes128gcm',
      Authorization: `vapid t=${jwt},k=${key}`,
    }),
  },
  {
    name: 'Mastodon (aesgcm)',
    encoding: 'aesgcm',
    dropsPort: false,
    headers: ({ jwt, key, salt, dh }) => ({
      ...OCTETS,
      Ttl: '172800',
      Urgency: 'normal',
      'Content-Encoding': 'aesgcm',
      Encryption: `salt=${salt}`,
      'Crypto-Key': `dh=${dh};p256ecdsa=${key}`,
      Authorization: `WebPush ${jwt}`,
    }),
  },
  {
    name: 'sygnal (Matrix)',
    encoding: 'aes128gcm',
    dropsPort: false,
    headers: ({ jwt, key }) => ({
      'User-Agent': 'sygnal',
      'Content-Encoding': 'aes128gcm',
      Authorization: `vapid t=${jwt},k=${padded(key)}`,
      TTL: '43200',
      Urgency: 'low',
      Topic: 'IXJvb206ZXhhbXBsZS5vcmc=',
    }),
  },
  {
    name: 'an application server of UnifiedPush',
    encoding: 'aes128gcm',
    dropsPort: false,
    headers: ({ jwt, key }) => ({
      'User-Agent': 'Go-http-client/1.1',
      'Content-Encoding': 'aes128gcm',
      TTL: '86400',
      Urgency: 'high',
      Authorization: `vapid k=${key}, t=${jwt}`,
    }),
  },
]
