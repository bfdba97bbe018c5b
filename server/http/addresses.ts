import { UNKNOWN_CALLER } from '#server/ops/caller-of.ts'
import type { ApiRequest } from './api-services.ts'

export { callerOf } from '#server/ops/caller-of.ts'

/**
 * The addresses that a request came through, the nearest last. That one is the socket's, and the only one that the
 * caller cannot make up. Next does not tell it, so there it is `unknown`.
 */
export function listAddresses(c: ApiRequest): string[] {
  const forwarded = (c.req.header('x-forwarded-for') ?? '').split(',').map((address) => address.trim())
  return [
    ...forwarded.filter((address) => address !== ''),
    c.env.incoming?.socket.remoteAddress ?? UNKNOWN_CALLER,
  ]
}
