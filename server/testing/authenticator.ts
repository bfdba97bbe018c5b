const BASE_32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Returns the secret in the `otpauth:` URI that sets up an authenticator. */
export function readSecret(totpUri: string): string {
  const text = new URL(totpUri).searchParams.get('secret') ?? ''
  const bits = [...text.replaceAll('=', '')]
    .map((letter) => BASE_32.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []).toString()
}
