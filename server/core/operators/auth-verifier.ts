import { createHmac } from 'node:crypto'

const VERIFIED = 'aoi auth-secret'

/** Returns the value by which a database recognises the secret that it was used with, without knowing it. */
export function verifierOf(secret: string): string {
  return createHmac('sha256', secret).update(VERIFIED).digest('hex')
}
