import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { buildContext } from './build-context.ts'
import { WallRelay } from './bus/wall-relay.ts'
import type { Announcement } from './core/announcement.ts'
import type { Context } from './core/context.ts'
import { isAoiError } from './core/errors.ts'
import { FanOutBoards } from './core/fan-out/fan-out-boards.ts'
import { Reconnects } from './core/flight/reconnects.ts'
import { OperatorMail } from './core/operators/operator-mail.ts'
import type { LocalPresence, Presence } from './core/presence.ts'
import type { ConfirmHere } from './core/push-members/confirm-delivery.ts'
import { SIMULATION_APPLICATION } from './core/simulations/simulation-application.ts'
import { Simulations } from './core/simulations/simulations.ts'
import type { CursorMove } from './core/store.ts'
import { LiveWall } from './core/wall/live-wall.ts'
import { findProjectDirectory } from './db/project-directory.ts'
import { describeConfiguration } from './describe-configuration.ts'
import type { Env } from './env.ts'
import { openGuide } from './guide/guide.ts'
import type { HubParts } from './hub/hub.ts'
import { type Foundation, type FoundationOptions, openFoundation, VERSION } from './open-foundation.ts'
import { readClientSecret } from './operators/oidc/read-client-secret.ts'
import { OperatorAccounts } from './operators/operator-accounts.ts'
import { OperatorRecovery } from './operators/operator-recovery.ts'
import { OperatorTickets } from './operators/operator-tickets.ts'
import { AnswerLog } from './ops/answer-log.ts'
import { presenceEverywhere } from './ops/presence-everywhere.ts'
import { Readiness } from './ops/readiness.ts'
import { findRehearsal } from './ops/rehearsals.ts'
import { Warnings } from './ops/warnings.ts'
import type { Services } from './services.ts'
import { untilAvailable } from './until-available.ts'

/** The hub as the other services use it. */
export interface LocalHub extends LocalPresence {
  readonly onAnnouncement: (announcement: Announcement) => void
  readonly cursors: { move(move: CursorMove): void }
  readonly confirm: ConfirmHere
}

/** In the place of the hub where a process has none: no AOI Client is connected. */
export const NO_HUB: LocalHub = {
  ...{ onlineAoiClients: 0, countOnline: () => 0, isOnline: () => false, reachOf: () => 'offline' },
  ...{ onAnnouncement: () => undefined, cursors: { move: () => undefined } },
  confirm: async () => false,
  describeConnection: () => undefined,
}

type BuildOptions<Hub extends LocalHub> = FoundationOptions & {
  /** Makes the hub of this process, or returns `NO_HUB`. */
  makeHub: (parts: HubParts) => Hub
}

/**
 * Opens the database and builds everything that the doors need, but no door. Nothing is added to the services later.
 * Rejects with one clear sentence if the data directory is in use or the database is not available.
 */
export async function buildServices<Hub extends LocalHub>(
  env: Env,
  options: BuildOptions<Hub>,
): Promise<{ services: Services; hub: Hub }> {
  const foundation = await openFoundation(env, { ...options, countOnline: () => hub.onlineAoiClients })
  const { clock, log, store, announcer, bus, relay, census } = foundation
  const { secret, address, isDraining, onUnexpected } = foundation
  const context = buildContext(foundation)
  const hub = options.makeHub({
    ...{ context, onUnexpected, nodeId: census.id, interests: relay, failpoint: options.failpoint },
  })
  const presence = presenceEverywhere({ here: hub, census, store })
  const { onWaiting } = options
  const started = <Result>(work: () => Promise<Result>) =>
    onWaiting === undefined ? work() : untilAvailable(work, { clock, onWaiting })
  const simulations = await started(() => openSimulations(foundation, { context, hub }))
  const fanOut = openFanOut(foundation, { context, presence, simulations })
  const isBusWell = () => env.redisUrls.length > 0 && bus.isWell
  const wall = openWall(foundation, { context, hub, presence, isBusWell })
  const reconnects = new Reconnects(clock)
  const { outcomeWatch, pulse, statistics, submissions } = context
  // First, so that the hub finds the traces of the notifications that it sends.
  if (context.tracing.onAnnouncement !== undefined) announcer.listen(context.tracing.onAnnouncement)
  for (const { onAnnouncement } of [fanOut, wall, outcomeWatch, statistics, pulse, reconnects, hub])
    announcer.listen(onAnnouncement)
  const { announce } = announcer
  const tables = store.operatorTables
  const recovery = new OperatorRecovery({ store, clock, log, secret, tables, announce })
  await started(() => recovery.checkSecret())
  const { isAllowedOrigin, isOwnOrigin, isOwnHost } = address
  const services: Services = {
    ...{ context, announcer, bus, presence, fanOut, wall, simulations, reconnects, census, recovery },
    ...{ isDraining, onUnexpected, address, isAllowedOrigin, isOwnOrigin, isOwnHost },
    startedAt: foundation.startedAt,
    migrations: foundation.migrations,
    endProcess: foundation.endProcess,
    toggleDebug: foundation.toggleDebug,
    accessLog: env.accessLog,
    unexpectedErrors: foundation.unexpectedErrors,
    makeLimiter: foundation.makeLimiter,
    interests: relay,
    outbound: foundation.outbound,
    sharesDatabase: env.databaseUrl !== undefined,
    isBusWell,
    configuration: describeConfiguration(env),
    guide: openGuide(join(findProjectDirectory(), 'docs')),
    drain: () => {
      foundation.beginDraining()
      outcomeWatch.end()
    },
    tickets: new OperatorTickets({ clock, tables }),
    online: () => hub.onlineAoiClients,
    confirmHere: (confirmation) => hub.confirm(confirmation),
    operators: new OperatorAccounts({
      ...{ store, clock, log, tables, announce, marks: store.operatorMarks, roles: store.operatorRoles },
      idleMilliseconds: env.operatorIdleMinutes * 60_000,
      oidc: readClientSecret(env.oidc),
      auth: () => ({ publicUrl: address.dashboardUrl, secret: secret(), isOwnOrigin }),
    }),
    operatorMail: new OperatorMail({
      ...{ mailer: foundation.mailer, makeLimiter: foundation.makeLimiter, log },
      dashboardUrl: () => address.dashboardUrl,
    }),
    readiness: new Readiness({
      ...{ store, submissions, clock, isDraining, dataDirectory: env.dataDirectory },
    }),
    trustedProxies: env.trustedProxies,
    warnings: new Warnings(log),
    findRehearsal: () => findRehearsal(env.dataDirectory),
    answerLog: new AnswerLog({ log, clock }),
    version: VERSION,
  }
  return { services, hub }
}

async function openSimulations(
  { store, clock, announcer }: Foundation,
  { context, hub }: { context: Context; hub: LocalHub },
): Promise<Simulations> {
  const { submissions, pacer, pulse, statistics, tokens } = context
  const { simulated } = store
  const ignore = (tokenId: number) => {
    pulse.ignore(tokenId)
    statistics.ignore(tokenId)
  }
  for (const { tokenId } of await simulated.listTokens(SIMULATION_APPLICATION)) ignore(tokenId)
  return new Simulations({
    ...{ store, clock, submissions, simulated, announce: announcer.announce, pacer },
    makeToken: () =>
      tokens.derive({
        ...{ aoiClientId: 'simulation', applicationName: SIMULATION_APPLICATION },
        ...{ tokenScope: '', tokenSeed: randomUUID() },
      }),
    onSimulated: ignore,
    acknowledge: (move) => hub.cursors.move(move),
  })
}

function openFanOut(
  { env, store, clock, onUnexpected }: Foundation,
  {
    context,
    presence,
    simulations,
  }: { context: Context; presence: Presence; simulations: Pick<Simulations, 'reachOf'> },
): FanOutBoards {
  return new FanOutBoards({
    ...{ store, clock, turn: context.pacer.turn, presence, simulations },
    sharesDatabase: env.databaseUrl !== undefined,
    onError: (error) => {
      if (!isAoiError(error)) onUnexpected(error, { kind: 'step', name: 'fan-out boards' })
    },
  })
}

function openWall(
  { clock, onUnexpected, bus, store, census }: Foundation,
  {
    context,
    hub,
    presence,
    isBusWell,
  }: { context: Context; hub: LocalHub; presence: Presence; isBusWell: () => boolean },
): LiveWall {
  return new LiveWall({
    ...{ clock, here: hub, store: context.rollups },
    countNodes: () => presence.nodeIds.length,
    peers: new WallRelay({ bus, store, nodeId: census.id, isOpen: isBusWell, onUnexpected }),
    onError: (error) => {
      if (!isAoiError(error)) onUnexpected(error, { kind: 'step', name: 'live wall' })
    },
  })
}
