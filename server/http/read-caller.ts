import { type Caller, callerOf } from '#server/ops/caller.ts'
import type { ApiRequest, ApiServices } from './api-services.ts'

/** The caller of a request, whom limits by address count. */
export function readCaller({ trustedProxies }: Pick<ApiServices, 'trustedProxies'>, c: ApiRequest): Caller {
  const forwarded = c.req.header('x-forwarded-for')
  return callerOf({ forwarded, neighbour: c.env.incoming?.socket.remoteAddress }, trustedProxies)
}
