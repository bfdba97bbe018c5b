import type { IncomingMessage } from 'node:http'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
// biome-ignore lint/style/noRestrictedImports: the type of the services alone, which has no second copy here.
import type { Services } from '../services.ts'
import type { RateLimits } from './rate-limits.ts'

/** The services that the HTTP doors use. */
export type ApiServices = Pick<
  Services,
  | 'context'
  | 'presence'
  | 'census'
  | 'operators'
  | 'operatorMail'
  | 'recovery'
  | 'fanOut'
  | 'simulations'
  | 'tickets'
  | 'makeLimiter'
  | 'confirmHere'
  | 'startedAt'
  | 'isDraining'
  | 'readiness'
  | 'trustedProxies'
  | 'isAllowedOrigin'
  | 'isOwnOrigin'
  | 'isOwnHost'
  | 'onUnexpected'
  | 'unexpectedErrors'
  | 'warnings'
  | 'findRehearsal'
>

/** The bare server passes Node's request to Hono; Next does not. */
export type ApiEnv = { Bindings: { incoming?: IncomingMessage } }

/** One request, as Hono hands it over. */
export type ApiRequest = HonoContext<ApiEnv>

/** The API under construction. Each route file adds its operations to it. */
export type Api = {
  app: OpenAPIHono<ApiEnv>
  /** The beginning of each operation's path: `/api`, or nothing for doors whose paths are fixed by other standards. */
  prefix: string
  findServices: () => ApiServices | undefined
  /** Throws `unavailable` until the services are made. */
  services: () => ApiServices
  limits: RateLimits
  /** The methods of each path, prefix included, for the header `Allow`. */
  methods: Map<string, Set<string>>
}
