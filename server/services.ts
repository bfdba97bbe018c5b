import type { RehearsalResult } from '#protocol/rehearsal.ts'
import type { Announcer } from './core/announcement.ts'
import type { Bus, Interests } from './core/bus.ts'
import type { Context } from './core/context.ts'
import type { FanOutBoards } from './core/fan-out/fan-out-boards.ts'
import type { Reconnects } from './core/flight/reconnects.ts'
import type { MakeLimiter } from './core/limiter.ts'
import type { OperatorMail } from './core/operators/operator-mail.ts'
import type { Operators, Recovery, Tickets } from './core/operators/operators.ts'
import type { Presence } from './core/presence.ts'
import type { ConfirmHere } from './core/push-members/confirm-delivery.ts'
import type { Simulations } from './core/simulations/simulations.ts'
import type { OnUnexpected } from './core/unexpected.ts'
import type { LiveWall } from './core/wall/live-wall.ts'
import type { ConfigurationEntry } from './describe-configuration.ts'
import type { Guide } from './guide/guide.ts'
import type { AnswerLog } from './ops/answer-log.ts'
import type { Census } from './ops/census.ts'
import type { EndProcess } from './ops/end-process.ts'
import type { Readiness } from './ops/readiness.ts'
import type { UnexpectedErrors } from './ops/unexpected-errors.ts'
import type { Warnings } from './ops/warnings.ts'
import type { OutboundClient } from './outbound/outbound-client.ts'
import type { OwnAddress } from './own-address.ts'

/** The services behind every door. `server/build-services.ts` builds them once per process, complete. */
export type Services = Readonly<{
  context: Context
  presence: Presence
  /** The operators, their sessions and their roles. */
  operators: Operators
  /** Mails to operators. */
  operatorMail: OperatorMail
  /** Restores access for operators. */
  recovery: Recovery
  /** The state of a notification's recipients, for pages that show it. */
  fanOut: FanOutBoards
  /** The flow of notifications, for pages that show it live. */
  wall: LiveWall
  simulations: Simulations
  /** The latest connections of AOI Clients to this node. */
  reconnects: Reconnects
  /** The documents of this version, for operators. */
  guide: Guide
  /** The configuration, with secrets masked. */
  configuration: readonly ConfigurationEntry[]
  /** One-time tickets for the dashboard's feed. */
  tickets: Tickets
  /** Makes limits that hold across all nodes. */
  makeLimiter: MakeLimiter
  /** The nodes that share the database. */
  census: Census
  /** Returns the number of AOI Clients in session on this node. */
  online: () => number
  /** Takes the confirmation of a member that is delivered by a push service, if its session is here. */
  confirmHere: ConfirmHere
  /** When this process began to serve (Unix ms). */
  startedAt: number
  /** True from SIGTERM on: new submissions and sessions are refused with 503. */
  isDraining: () => boolean
  /** Begins to drain. */
  drain: () => void
  announcer: Announcer
  /** Messages to and from the other nodes. */
  bus: Bus
  interests: Interests
  /** The only way to call other servers. */
  outbound: OutboundClient
  /** True if other nodes may use the database as well. */
  sharesDatabase: boolean
  /** Returns true if the other nodes, if any, can report their changes over the bus. */
  isBusWell: () => boolean
  readiness: Readiness
  /** Number of proxies in front of this server whose `X-Forwarded-For` is trusted; 0: none. */
  trustedProxies: number
  /** The origins and hosts of this server, which depend on its port. */
  address: OwnAddress
  /** Whether pages of this origin may be AOI Clients: the server's own, and the configured ones. */
  isAllowedOrigin: (origin: string) => boolean
  /** Whether a page of this origin is this server's own: only such a page may sign in and act. */
  isOwnOrigin: (origin: string) => boolean
  /** Whether this `Host` names the server, for pages and operators. */
  isOwnHost: (host: string | undefined) => boolean
  onUnexpected: OnUnexpected
  unexpectedErrors: UnexpectedErrors
  answerLog: AnswerLog
  /** Returns the result of the last rehearsal of a restore. */
  findRehearsal: () => Promise<RehearsalResult | undefined>
  /** The version of the server. */
  version: string
  /** Names of the migrations that this start applied. */
  migrations: readonly string[]
  /** Problems that an operator should fix: in the log, and on the overview. */
  warnings: Warnings
  /** The only way for the process to end itself, for a reason of a closed list (R8). */
  endProcess: EndProcess
  /** Whether each request is one line of the log. */
  accessLog: boolean
  /** Lowers the log to `debug`, or restores its configured level. Returns the new one. */
  toggleDebug: () => string
}>

const KEY = Symbol.for('aoi.services')

/**
 * Shares the services between the custom server and Next, which hold separate copies of every module in one process
 * (`docs/architecture.md`). The only user of `globalThis`.
 */
export function shareServices(services: Services): void {
  Reflect.set(globalThis, KEY, services)
}

/** Returns the services of this process, or `undefined` before they are shared. */
export function findServices(): Services | undefined {
  return Reflect.get(globalThis, KEY) as Services | undefined
}
