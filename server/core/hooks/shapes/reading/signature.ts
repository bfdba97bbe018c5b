import { createHmac, timingSafeEqual } from 'node:crypto'
import { AoiError } from '../../../errors.ts'

const HEX = /^(?:sha256=)?([0-9a-f]{64})$/i

type Signed = { secret: string; signature: string | undefined; header: string }

/**
 * Checks an HMAC-SHA-256 in hex over the bytes of `parts`, in constant time. Throws `unauthorized`, naming the header, if
 * it is missing or wrong.
 */
export function checkSignature(
  { secret, signature, header }: Signed,
  ...parts: readonly (string | Uint8Array)[]
): void {
  const hex = HEX.exec(signature?.trim() ?? '')?.[1]
  if (hex === undefined)
    throw new AoiError('unauthorized', `${header}: a signature with the secret of this hook is required`)
  const hmac = createHmac('sha256', secret)
  for (const part of parts) hmac.update(part)
  if (!timingSafeEqual(hmac.digest(), Buffer.from(hex, 'hex')))
    throw new AoiError('unauthorized', `${header}: must be made with the secret of this hook`)
}
