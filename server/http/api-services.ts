import type { IncomingMessage } from 'node:http'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context as HonoContext } from 'hono'
import type { Context } from '#server/core/context.ts'
import type { FanOutBoards } from '#server/core/fan-out/fan-out-boards.ts'
import type { FlightRecorder } from '#server/core/flight/flight-recorder.ts'
import type { MakeLimiter } from '#server/core/limiter.ts'
import type { Operators, Recovery, Tickets } from '#server/core/operators/operators.ts'
import type { Presence } from '#server/core/presence.ts'
import type { Simulations } from '#server/core/simulations/simulations.ts'
import type { OnUnexpected } from '#server/core/unexpected.ts'
import type { Census } from '#server/ops/census.ts'
import type { Readiness } from '#server/ops/readiness.ts'
import type { UnexpectedErrors } from '#server/ops/unexpected-errors.ts'
import type { Warnings } from '#server/ops/warnings.ts'
import type { RateLimits } from './rate-limits.ts'

/** The part of `Services` that the HTTP doors use. */
export type ApiServices = {
  context: Context
  presence: Presence
  /** The nodes that share the database. */
  census: Census
  operators: Operators
  recovery: Recovery
  /** The state of every recipient of a notification, while a page shows it. */
  fanOut: FanOutBoards
  simulations: Simulations
  flightRecorder: FlightRecorder
  /** One-time tickets for the dashboard’s feed. */
  tickets: Tickets
  makeLimiter: MakeLimiter
  /** Unix ms. */
  startedAt: number
  isDraining: () => boolean
  readiness: Readiness
  trustedProxies: number
  /** Origins of pages that may be AOI Clients. */
  isAllowedOrigin: (origin: string) => boolean
  /** Whether this origin is one of the server's own. */
  isOwnOrigin: (origin: string) => boolean
  /** Whether this `Host` is one of the server's own names. Pages and operators are served only under those. */
  isOwnHost: (host: string | undefined) => boolean
  onUnexpected: OnUnexpected
  unexpectedErrors: UnexpectedErrors
  warnings: Warnings
}

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
