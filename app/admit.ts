import { headers } from 'next/headers'
import { forbidden } from 'next/navigation'
import { isLoopback } from '#server/http/loopback.ts'
import { findServices } from '#server/services.ts'

/**
 * Lets visitors on this machine pass and answers `403` to all others, until operators can sign in. Every page calls
 * it first. The server writes the peer's address at the end of `x-forwarded-for`; every address in it counts, so
 * what a visitor or a proxy writes there can only refuse, never admit. Where nobody writes it, nobody is admitted.
 */
export async function admitLoopbackOnly(): Promise<void> {
  const received = await headers()
  const addresses = (received.get('x-forwarded-for') ?? '').split(',').map((address) => address.trim())
  const isHere = isLoopback({ addresses, host: received.get('host') ?? undefined })
  if (!isHere || findServices()?.tellsPeerAddress !== true) forbidden()
}
