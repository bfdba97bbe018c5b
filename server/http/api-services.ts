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

/** What the HTTP doors are built on: the part of `Services` that they use. */
export type ApiServices = {
  context: Context
  presence: Presence
  /** The nodes that share the database. */
  census: Census
  operators: Operators
  recovery: Recovery
  /** Where the recipients of a notification stand, for who looks. */
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
  /** Whether a page of this origin is this server's own. */
  isOwnOrigin: (origin: string) => boolean
  /** Whether the server goes by this `Host`, for pages and operators. */
  isOwnHost: (host: string | undefined) => boolean
  onUnexpected: OnUnexpected
  unexpectedErrors: UnexpectedErrors
  warnings: Warnings
}

/** On the bare server Hono is given Node's request; in Next it is not. */
export type ApiEnv = { Bindings: { incoming?: IncomingMessage } }

/** One request, as Hono hands it over. */
export type ApiRequest = HonoContext<ApiEnv>

/** What a route file is given to add itself to. */
export type Api = {
  app: OpenAPIHono<ApiEnv>
  /** What stands before the paths of the operations: `/api`, or nothing for doors whose paths others have fixed. */
  prefix: string
  findServices: () => ApiServices | undefined
  /** Throws `unavailable` while the services are not there. */
  services: () => ApiServices
  limits: RateLimits
  /** Methods of each whole path, for `Allow`. */
  methods: Map<string, Set<string>>
}
