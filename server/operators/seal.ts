import { createHmac, timingSafeEqual } from 'node:crypto'

/** The purpose of a sealed value. A value sealed for one purpose is not valid for another. */
type Purpose = 'passkey-challenge' | 'known-device'

/** Returns `value` as text that only the holder of `secret` can make. Everybody can read it. */
export function seal(secret: string, { purpose, value }: { purpose: Purpose; value: object }): string {
  const content = Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${content}.${sign(secret, `${purpose}.${content}`)}`
}

/** Returns the value of a sealed text; `undefined` if the text is not valid. */
export function unseal(secret: string, { purpose, text }: { purpose: Purpose; text: string }): unknown {
  const [content = '', signature = ''] = text.split('.')
  if (!equal(signature, sign(secret, `${purpose}.${content}`))) return undefined
  return JSON.parse(Buffer.from(content, 'base64url').toString())
}

function sign(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url')
}

function equal(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)]
  return first.length === second.length && timingSafeEqual(first, second)
}
