import packageJson from '../package.json' with { type: 'json' }
import { openBus } from './bus/open-bus.ts'
import { Relay } from './bus/relay.ts'
import { shareLimits } from './bus/shared-limiter.ts'
import { Announcer } from './core/announcement.ts'
import type { Bus } from './core/bus.ts'
import type { Clock } from './core/clock.ts'
import type { Failpoint } from './core/failpoint.ts'
import type { MakeLimiter } from './core/limiter.ts'
import type { Log } from './core/log.ts'
import type { Mailer } from './core/mailer.ts'
import { PASS_TRACES_ON, type Tracing } from './core/tracing.ts'
import type { OnUnexpected } from './core/unexpected.ts'
import { prepareDataDirectory } from './db/connection/data-directory.ts'
import { type OpenedStore, openStore } from './db/open-store.ts'
import type { Env } from './env.ts'
import { NO_MAIL, SmtpMailer } from './mail/smtp-mailer.ts'
import { ensureAuthSecret } from './operators/auth-secret.ts'
import { Census } from './ops/census.ts'
import { type EndProcess, makeEndProcess } from './ops/end-process.ts'
import { openLog } from './ops/open-log.ts'
import { systemClock } from './ops/system-clock.ts'
import { openTracing } from './ops/tracing/open-tracing.ts'
import { areTracesOn } from './ops/tracing/trace-settings.ts'
import { UnexpectedErrors } from './ops/unexpected-errors.ts'
import { OutboundClient } from './outbound/outbound-client.ts'
import { OwnAddress } from './own-address.ts'

export const VERSION = packageJson.version

export type FoundationOptions = {
  failpoint?: Failpoint | undefined
  clock?: Clock | undefined
  /** For tests only: production ends the process. */
  endProcess?: EndProcess | undefined
  /** For tests only: production logs and counts unexpected errors. */
  onUnexpected?: OnUnexpected | undefined
  /** Called with the reason while PostgreSQL is away at start. Without it, a database that is away is an error. */
  onWaiting?: ((reason: string) => Promise<void>) | undefined
  /** Called with the store as soon as it is open, so that a start that fails later can close it. */
  onOpened?: ((store: OpenedStore) => void) | undefined
}

/** The ports of one process: time, log, database and bus. Everything else is built on them. */
export type Foundation = {
  env: Env
  failpoint: Failpoint | undefined
  clock: Clock
  /** When this process began to serve (Unix ms). */
  startedAt: number
  log: Log
  /** Lowers the log to `debug`, or restores its configured level. Returns the new one. */
  toggleDebug: () => string
  tracing: Tracing
  endProcess: EndProcess
  unexpectedErrors: UnexpectedErrors
  onUnexpected: OnUnexpected
  address: OwnAddress
  /** Returns the secret that signs the cookies of operators and the links of messages. */
  secret: () => string
  store: OpenedStore
  /** Names of the migrations that this start applied. */
  migrations: readonly string[]
  announcer: Announcer
  bus: Bus
  relay: Relay
  census: Census
  makeLimiter: MakeLimiter
  outbound: OutboundClient
  mailer: Mailer
  isDraining: () => boolean
  beginDraining: () => void
}

/**
 * Opens the log, the database and the bus. Rejects with one clear sentence if the data directory is in use or the
 * database is not available. `countOnline` returns the number of AOI Clients in session on this node.
 */
export async function openFoundation(
  env: Env,
  options: FoundationOptions & { countOnline: () => number },
): Promise<Foundation> {
  const { failpoint, clock = systemClock, countOnline } = options
  const startedAt = clock.now()
  const { log, toggleDebug } = openLog(env.logLevel)
  const tracing = areTracesOn(env.traces)
    ? await openTracing(env.traces, { log, clock, version: VERSION })
    : PASS_TRACES_ON
  const endProcess = options.endProcess ?? makeEndProcess(log)
  const unexpectedErrors = new UnexpectedErrors({ log, clock, endProcess })
  const onUnexpected = options.onUnexpected ?? unexpectedErrors.note
  const { store, migrations } = await openDatabase(env, { ...options, log, clock })
  options.onOpened?.(store)
  const announcer = new Announcer(onUnexpected)
  store.onEpoch((epoch) => {
    log.warn({ event: 'newEpoch', epoch }, 'new epoch: AOI Clients continue from the cursors in the database')
    announcer.announce({ kind: 'epochBegan' })
  })
  const { bus, findRedis } = await openBus({ redisUrls: env.redisUrls, clock, log })
  const relay = new Relay({ bus, announcer, store, log, onUnexpected })
  const draining = { now: false }
  const isDraining = () => draining.now
  const { role } = env
  const census = new Census({
    ...{ store, clock, role, version: VERSION, startedAt, isDraining, countOnline },
  })
  return {
    ...{
      env,
      failpoint,
      clock,
      startedAt,
      log,
      toggleDebug,
      tracing,
      endProcess,
      unexpectedErrors,
      onUnexpected,
    },
    ...{ store, migrations, announcer, bus, relay, census, isDraining },
    address: new OwnAddress(env),
    outbound: new OutboundClient({ clock, allow: env.outboundAllow }),
    mailer: env.mail === undefined ? NO_MAIL : new SmtpMailer(env.mail),
    secret: () => env.authSecret ?? ensureAuthSecret(env.dataDirectory),
    makeLimiter: shareLimits({ clock, findRedis, countNodes: () => census.nodes }),
    beginDraining: () => {
      draining.now = true
    },
  }
}

async function openDatabase(
  env: Env,
  { log, clock, failpoint, onWaiting }: FoundationOptions & { log: Log; clock: Clock },
): Promise<Pick<Foundation, 'store' | 'migrations'>> {
  const { dataDirectory, databaseUrl, retention, quotas } = env
  prepareDataDirectory(dataDirectory)
  const migrations: string[] = []
  const store = await openStore({
    ...{ clock, log, dataDirectory, retention, quotas },
    onMigrated: (applied) => void migrations.push(...applied),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(failpoint === undefined ? {} : { failpoint }),
    ...(onWaiting === undefined ? {} : { onWaiting }),
  })
  return { store, migrations }
}
