import { randomUUID } from 'node:crypto'
import { LIMITS } from '#protocol'
import packageJson from '../package.json' with { type: 'json' }
import { openBus } from './bus/open-bus.ts'
import { Relay } from './bus/relay.ts'
import { shareLimits } from './bus/shared-limiter.ts'
import { Announcer } from './core/announcement.ts'
import type { Clock } from './core/clock.ts'
import type { Context } from './core/context.ts'
import { Selections } from './core/dashboard/acts/selections.ts'
import { Exports } from './core/dashboard/exports.ts'
import { isAoiError } from './core/errors.ts'
import type { Failpoint } from './core/failpoint.ts'
import { FanOutBoards } from './core/fan-out/fan-out-boards.ts'
import { FlightRecorder } from './core/flight/flight-recorder.ts'
import { LimitWatch } from './core/limits/limit-watch.ts'
import { Shares } from './core/limits/shares.ts'
import { SubmissionQueue } from './core/notifications/submission-queue.ts'
import { Pulse } from './core/overview/pulse.ts'
import { StoreCounts } from './core/overview/store-counts.ts'
import { Pacer } from './core/pacer.ts'
import type { LocalPresence } from './core/presence.ts'
import { Refusals } from './core/registrations/refusals.ts'
import { TokenProofs } from './core/registrations/token-proofs.ts'
import { ApiKeyring } from './core/server-applications/api-keyring.ts'
import { SIMULATION_APPLICATION } from './core/simulations/simulation-application.ts'
import { Simulations } from './core/simulations/simulations.ts'
import { argon2id } from './core/tokens/argon2id.ts'
import { TokenSource } from './core/tokens/token-source.ts'
import { createWebPush } from './core/web-push/web-push.ts'
import { prepareDataDirectory, warnOfOpenDirectory } from './db/data-directory.ts'
import { openStore } from './db/open-store.ts'
import { describeConfiguration } from './describe-configuration.ts'
import type { Env } from './env.ts'
import { ensureAuthSecret } from './operators/auth-secret.ts'
import { OperatorAccounts } from './operators/operator-accounts.ts'
import { OperatorRecovery } from './operators/operator-recovery.ts'
import { OperatorTickets } from './operators/operator-tickets.ts'
import { AnswerLog } from './ops/answer-log.ts'
import { Census } from './ops/census.ts'
import { type EndProcess, makeEndProcess } from './ops/end-process.ts'
import { loopTime } from './ops/loop-time.ts'
import { openLog } from './ops/open-log.ts'
import { presenceEverywhere } from './ops/presence-everywhere.ts'
import { Readiness } from './ops/readiness.ts'
import { systemClock } from './ops/system-clock.ts'
import { UnexpectedErrors } from './ops/unexpected-errors.ts'
import { Warnings } from './ops/warnings.ts'
import type { Services } from './services.ts'

const VERSION = packageJson.version
const NOBODY: LocalPresence = {
  ...{ onlineAoiClients: 0, countOnline: () => 0, isOnline: () => false, reachOf: () => 'offline' },
}

type BuildInput = {
  failpoint?: Failpoint
  clock?: Clock
  /** For tests only: production ends the process. */
  endProcess?: EndProcess
  /** Called with the reason while PostgreSQL is away at start. Without it, a database that is away is an error. */
  onWaiting?: (reason: string) => Promise<void>
}

/**
 * Opens the database and builds everything that the doors need, but no door. Rejects with one clear sentence if the
 * data directory is in use or the database is not available.
 */
export async function buildServices(env: Env, input: BuildInput = {}): Promise<Services> {
  const { failpoint, clock = systemClock, onWaiting } = input
  const startedAt = clock.now()
  const log = openLog(env.logLevel)
  const endProcess = input.endProcess ?? makeEndProcess(log)
  const unexpectedErrors = new UnexpectedErrors({ log, clock, endProcess })
  const { dataDirectory } = env
  prepareDataDirectory(dataDirectory)
  const warning = warnOfOpenDirectory(dataDirectory)
  if (warning !== undefined) log.warn({ event: 'openDirectory', dataDirectory }, warning)
  const migrations: string[] = []
  const store = await openStore({
    clock,
    log,
    onMigrated: (applied) => void migrations.push(...applied),
    dataDirectory,
    retention: env.retention,
    quotas: env.quotas,
    ...(env.databaseUrl === undefined ? {} : { databaseUrl: env.databaseUrl }),
    ...(failpoint === undefined ? {} : { failpoint }),
    ...(onWaiting === undefined ? {} : { onWaiting }),
  })
  const announcer = new Announcer((error, where) => services.onUnexpected(error, where))
  store.onEpoch((epoch) => {
    log.warn(
      { event: 'newEpoch', epoch },
      'the database begins a new epoch: AOI Clients start from the cursors that it has',
    )
    announcer.announce({ kind: 'epochBegan' })
  })
  const limitWatch = new LimitWatch({ clock, log })
  // A test clock stands still, so the pacer must not measure real time.
  const pacer = new Pacer(clock, clock === systemClock ? loopTime : undefined)
  const { bus, findRedis } = await openBus({ redisUrls: env.redisUrls, clock, log })
  const relay = new Relay({
    ...{ bus, announcer, store, log },
    onUnexpected: (error, where) => services.onUnexpected(error, where),
  })
  const draining = { now: false }
  const isDraining = () => draining.now
  const census = new Census({
    ...{ store, clock, role: env.role, version: VERSION, startedAt, isDraining },
    countOnline: () => services.online(),
  })
  const makeLimiter = shareLimits({ clock, findRedis, countNodes: () => census.nodes })
  const keyring = new ApiKeyring({ store, clock })
  announcer.listen((announcement) => {
    if (announcement.kind === 'apiKeyRevoked') keyring.forget(announcement.apiKeyId)
  })
  const publicUrl = env.publicUrl ?? `http://localhost:${env.port}`
  const secret = () => env.authSecret ?? ensureAuthSecret(dataDirectory)
  const submissions = new SubmissionQueue({
    ...{ store, announce: announcer.announce, failpoint, limitWatch },
    onUnexpected: (error, where) => services.onUnexpected(error, where),
  })
  const context: Context = {
    store,
    dashboard: store.dashboard,
    selections: new Selections(clock),
    exports: new Exports(),
    pacer,
    clock,
    log,
    keyring,
    submissions,
    announce: announcer.announce,
    pulse: new Pulse(clock),
    tokens: new TokenSource(argon2id, makeLimiter, limitWatch),
    registrationShares: new Shares({
      limit: 'registrationsAtOncePerParty',
      places: LIMITS.registrationsAtOnce,
      share: LIMITS.registrationsAtOncePerParty,
      desc: 'too many registrations at once',
      ...{ retryAfter: 1, watch: limitWatch },
    }),
    limitWatch,
    counts: new StoreCounts({ store, clock, pacer }),
    tokenProofs: new TokenProofs({ store, clock }),
    refusals: new Refusals({ store, clock }),
    webPush: createWebPush({
      store,
      clock,
      makeLimiter,
      limitWatch,
      audience: () => context.settings.webPush,
      secret,
    }),
    settings: {
      publicUrl,
      registration: env.registration,
      maxPayloadBytes: env.maxPayloadBytes,
      minTokenSeedBytes: env.minTokenSeedBytes,
      retention: env.retention,
      quotas: env.quotas,
      webPush: {
        origins: [publicUrl, ...env.webPushOrigins],
        ignorePort: env.webPushIgnorePort,
        openToAll: env.webPushUnauthenticated,
      },
    },
  }
  const simulations = new Simulations({
    ...{ store, clock, submissions, simulated: store.simulated, announce: announcer.announce, pacer },
    makeToken: () =>
      context.tokens.derive({
        ...{ aoiClientId: 'simulation', applicationName: SIMULATION_APPLICATION },
        ...{ tokenScope: '', tokenSeed: randomUUID() },
      }),
    onSimulated: (tokenId) => context.pulse.ignore(tokenId),
  })
  for (const { tokenId } of await store.simulated.listTokens(SIMULATION_APPLICATION))
    context.pulse.ignore(tokenId)
  const fanOut = new FanOutBoards({
    ...{ store, clock, turn: pacer.turn },
    presence: () => services.presence,
    simulations,
    sharesDatabase: env.databaseUrl !== undefined,
    onError: (error) => {
      if (!isAoiError(error)) services.onUnexpected(error, { kind: 'step', name: 'fan-out boards' })
    },
  })
  const flightRecorder = new FlightRecorder(clock)
  const listeners = [fanOut.hear, context.webPush.receipts.hear, context.pulse.hear, flightRecorder.hear]
  for (const hear of listeners) announcer.listen(hear)
  const ownOrigin = () => context.settings.publicUrl
  const recovery = new OperatorRecovery({
    ...{ store, clock, log, secret, tables: store.operatorTables, announce: announcer.announce },
  })
  await recovery.checkSecret()
  const services: Services = {
    context,
    announcer,
    bus,
    interests: relay,
    sharesDatabase: env.databaseUrl !== undefined,
    isTold: () => env.redisUrls.length > 0 && bus.isWell,
    configuration: describeConfiguration(env),
    startedAt,
    isDraining,
    drain: () => {
      draining.now = true
      context.webPush.receipts.end()
    },
    // Without a hub, no AOI Client is connected.
    presence: presenceEverywhere({ here: NOBODY, census, store }),
    fanOut,
    simulations,
    flightRecorder,
    tickets: new OperatorTickets({ clock, tables: store.operatorTables }),
    census,
    online: () => 0,
    makeLimiter,
    operators: new OperatorAccounts({
      ...{ store, clock, log, tables: store.operatorTables, marks: store.operatorMarks },
      roles: store.operatorRoles,
      ...{ announce: announcer.announce, idleMilliseconds: env.operatorIdleMinutes * 60_000 },
      auth: () => ({
        publicUrl: ownOrigin(),
        secret: secret(),
        isOwnOrigin: services.isOwnOrigin,
      }),
    }),
    recovery,
    readiness: new Readiness({ store, submissions, clock, dataDirectory, isDraining }),
    trustedProxies: env.trustedProxies,
    isAllowedOrigin: (origin) => env.allowedOrigins.includes(origin),
    isOwnOrigin: (origin) => origin === ownOrigin(),
    isOwnHost: (host) => host === new URL(ownOrigin()).host,
    onUnexpected: unexpectedErrors.note,
    unexpectedErrors,
    warnings: new Warnings(log),
    answerLog: new AnswerLog({ log, clock }),
    version: VERSION,
    migrations,
    endProcess,
  }
  return services
}
