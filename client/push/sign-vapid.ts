import { toBase64url } from '../../protocol/base64url.ts'
import { systemClock } from '../clock.ts'

const SECONDS = 300

/**
 * Returns the `Authorization` header of RFC 8292 for this audience, signed with the sender's keys and valid for five
 * minutes.
 */
export async function signVapid(
  { privateKey, publicKey }: Pick<CryptoKeyPair, 'privateKey' | 'publicKey'>,
  aud: string,
): Promise<string> {
  const exp = Math.floor(systemClock.now() / 1000) + SECONDS
  const signed = [
    { typ: 'JWT', alg: 'ES256' },
    { aud, exp },
  ]
    .map(encode)
    .join('.')
  const { subtle } = globalThis.crypto
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
  const signature = await subtle.sign(algorithm, privateKey, new TextEncoder().encode(signed))
  const point = await subtle.exportKey('raw', publicKey)
  return `vapid t=${signed}.${toBase64url(new Uint8Array(signature))}, k=${toBase64url(new Uint8Array(point))}`
}

function encode(part: object): string {
  return toBase64url(new TextEncoder().encode(JSON.stringify(part)))
}
