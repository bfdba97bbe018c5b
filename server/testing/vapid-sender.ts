import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'

/** A sender of Web Push with a VAPID key of its own. It signs without the library that the server verifies with. */
export type TestVapidSender = {
  /** Base64url of the uncompressed point. */
  publicKey: string
  /** Returns a JWT for the audience, valid for an hour. `claims` and `header` override its parts. */
  jwt(claims: { aud?: unknown; exp?: unknown; [claim: string]: unknown }, header?: object): string
  /** Returns the `Authorization` of RFC 8292 for the audience. */
  authorize(aud: string): string
}

export function makeVapidSender(): TestVapidSender {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = privateKey.export({ format: 'jwk' })
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
  const publicKey = point.toString('base64url')
  const key = createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }))
  const jwt: TestVapidSender['jwt'] = (claims, header = {}) => {
    const exp = Math.floor(Date.now() / 1000) + 3600
    const parts = [
      { typ: 'JWT', alg: 'ES256', ...header },
      { exp, sub: 'mailto:push@sender.example', ...claims },
    ]
    const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
    return `${signed}.${signature.toString('base64url')}`
  }
  return { publicKey, jwt, authorize: (aud) => `vapid t=${jwt({ aud })}, k=${publicKey}` }
}
