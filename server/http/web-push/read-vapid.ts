import { AoiError } from '#server/core/errors.ts'
import type { PresentedVapid } from '#server/core/web-push/vapid.ts'

type Headers = { authorization: string | undefined; cryptoKey: string | undefined }

/**
 * Reads the credentials of a sender: `vapid t=…, k=…` (RFC 8292, 3), or the draft's `WebPush` or `Bearer` with the key
 * as `p256ecdsa` of `Crypto-Key`. Returns `undefined` without credentials, and for other schemes. Throws `unauthorized`
 * for malformed credentials, such as a scheme alone, and `forbidden` if the token or the key is missing.
 */
export function readVapid({ authorization, cryptoKey = '' }: Headers): PresentedVapid | undefined {
  if (authorization === undefined) return undefined
  const [, scheme = '', rest = ''] = /^\s*([!#$%&'*+.^`|~\w-]+)\s+(\S.*?)\s*$/.exec(authorization) ?? []
  if (rest === '')
    throw new AoiError('unauthorized', 'Authorization: is malformed; expected vapid t=<token>, k=<key>')
  switch (scheme.toLowerCase()) {
    case 'vapid': {
      const parameters = readParameters(rest)
      if (parameters.size === 0)
        throw new AoiError('unauthorized', 'Authorization: is malformed; expected vapid t=<token>, k=<key>')
      return whole({ jwt: parameters.get('t'), publicKey: parameters.get('k') })
    }
    case 'webpush':
    case 'bearer':
      return whole({ jwt: rest, publicKey: readParameters(cryptoKey).get('p256ecdsa') })
    default:
      return undefined
  }
}

/** Reads `name=value` in any order, separated by commas or semicolons. Values may be quoted, and padded by `=`. */
export function readParameters(text: string): Map<string, string> {
  const pairs = text.matchAll(/(?:^|[,;])\s*([A-Za-z0-9]+)\s*=\s*"?([A-Za-z0-9._~+/=-]*)"?/g)
  return new Map([...pairs].map(([, name = '', value = '']) => [name.toLowerCase(), value]))
}

function whole(presented: { jwt: string | undefined; publicKey: string | undefined }): PresentedVapid {
  const { jwt, publicKey } = presented
  if (jwt !== undefined && publicKey !== undefined) return { jwt, publicKey }
  throw new AoiError('forbidden', 'Authorization: a VAPID token and its public key are required')
}
