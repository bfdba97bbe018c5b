import { type Caller, callerOf } from '#server/ops/caller.ts'
import type { ApiRequest, ApiServices } from './api-services.ts'

/** Returns the caller of a request. Limits by address count its `limitKey`. */
export function readCaller({ trustedProxies }: Pick<ApiServices, 'trustedProxies'>, c: ApiRequest): Caller {
  const forwarded = c.req.header('x-forwarded-for')
  return callerOf({ forwarded, neighbour: c.env.incoming?.socket.remoteAddress }, trustedProxies)
}
