import type { Announcer } from './core/announcement.ts'
import type { Bus, Interests } from './core/bus.ts'
import type { Context } from './core/context.ts'
import type { FanOutBoards } from './core/fan-out/fan-out-boards.ts'
import type { FlightRecorder } from './core/flight/flight-recorder.ts'
import type { MakeLimiter } from './core/limiter.ts'
import type { Operators, Recovery, Tickets } from './core/operators/operators.ts'
import type { Presence } from './core/presence.ts'
import type { Simulations } from './core/simulations/simulations.ts'
import type { OnUnexpected } from './core/unexpected.ts'
import type { ConfigurationEntry } from './describe-configuration.ts'
import type { AnswerLog } from './ops/answer-log.ts'
import type { Census } from './ops/census.ts'
import type { EndProcess } from './ops/end-process.ts'
import type { Readiness } from './ops/readiness.ts'
import type { UnexpectedErrors } from './ops/unexpected-errors.ts'
import type { Warnings } from './ops/warnings.ts'

/** What every door is built on. Made once per process by `server/build-services.ts`. */
export type Services = {
  context: Context
  presence: Presence
  /** Who may use the dashboard. */
  operators: Operators
  /** The way back in for operators. */
  recovery: Recovery
  /** Where the recipients of a notification stand, for who looks. */
  fanOut: FanOutBoards
  simulations: Simulations
  /** When AOI Clients were connected. */
  flightRecorder: FlightRecorder
  /** One-time tickets for the dashboard’s feed. */
  /** How it is configured, with secrets masked. */
  configuration: readonly ConfigurationEntry[]
  tickets: Tickets
  /** Limits that hold over all nodes. */
  makeLimiter: MakeLimiter
  /** The nodes that share the database. */
  census: Census
  /** AOI Clients in session on this node. */
  online: () => number
  /** Unix ms at which this process began to serve. */
  startedAt: number
  /** True from SIGTERM on: new submissions and sessions are refused with 503. */
  isDraining: () => boolean
  /** From now on it is draining. */
  drain: () => void
  announcer: Announcer
  /** Word to and from the other nodes. */
  bus: Bus
  interests: Interests
  /** The database is one that other nodes may use as well. */
  sharesDatabase: boolean
  /** Whether the other nodes, if there are any, can tell this one what they do. */
  isTold: () => boolean
  readiness: Readiness
  /** Proxies in front of this server whose `X-Forwarded-For` is believed; 0: none. */
  trustedProxies: number
  /** Whether pages of this origin may be AOI Clients: the server's own, and the configured ones. */
  isAllowedOrigin: (origin: string) => boolean
  /** Whether a page of this origin is this server's own: it alone may sign in and act. */
  isOwnOrigin: (origin: string) => boolean
  /** Whether the server goes by this `Host`, for pages and operators. */
  isOwnHost: (host: string | undefined) => boolean
  onUnexpected: OnUnexpected
  unexpectedErrors: UnexpectedErrors
  answerLog: AnswerLog
  /** Of the server. */
  version: string
  /** Names of those that this start applied. */
  migrations: readonly string[]
  /** What an operator should mend: in the log, and on the overview. */
  warnings: Warnings
  /** The only way in which the process ends by itself, for one of a closed list of reasons (R8). */
  endProcess: EndProcess
}

const KEY = Symbol.for('aoi.services')

/**
 * The bridge between the custom server and Next, which hold separate copies of every module in one process
 * (`docs/architecture.md`): the only user of `globalThis`.
 */
export function shareServices(services: Services): void {
  Reflect.set(globalThis, KEY, services)
}

/** The services of this process; `undefined` before they are shared. */
export function findServices(): Services | undefined {
  return Reflect.get(globalThis, KEY) as Services | undefined
}
