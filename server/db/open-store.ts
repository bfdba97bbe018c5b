import { LIMITS } from '#protocol'
import type { Clock } from '#server/core/clock.ts'
import type { ComposeStore } from '#server/core/compose/compose-store.ts'
import type { DashboardStore } from '#server/core/dashboard/dashboard-store.ts'
import type { EventStore } from '#server/core/events/event-store.ts'
import type { WebhookStore } from '#server/core/events/webhooks/webhook-store.ts'
import type { Failpoint } from '#server/core/failpoint.ts'
import type { FindingStore } from '#server/core/findings/finding-store.ts'
import type { NewsStore } from '#server/core/findings/news/news-store.ts'
import type { HookStore } from '#server/core/hooks/hook-store.ts'
import type { Quotas } from '#server/core/limits/quotas.ts'
import type { Log } from '#server/core/log.ts'
import type { OperatorTables } from '#server/core/operators/operator-tables.ts'
import type { OperatorMarks, OperatorRoles } from '#server/core/operators/operators.ts'
import type { PushStore } from '#server/core/push-members/push-store.ts'
import type { Retention } from '#server/core/retention.ts'
import type { ScheduleStore } from '#server/core/schedule/schedule-store.ts'
import type { SearchStore } from '#server/core/search/search-store.ts'
import type { SimulationStore } from '#server/core/simulations/simulation-store.ts'
import type { RollupStore } from '#server/core/statistics/rollups.ts'
import type { Store } from '#server/core/store.ts'
import { isCoreFailure } from '#server/core/unexpected.ts'
import type { ViewStore } from '#server/core/views/view-store.ts'
import { ensureAuditChain, recordAudit } from './audit/record-audit.ts'
import type { Database, OpenOptions } from './connection/database.ts'
import { DatabaseUnavailable, translateDatabaseError } from './connection/database-errors.ts'
import { guardDatabase } from './connection/guard-database.ts'
import { ensureRealm } from './connection/realm.ts'
import { createPrismaDashboardStore } from './dashboard/prisma-dashboard-store.ts'
import { refreshInterests } from './events/interests.ts'
import { openEvents } from './events/open-events.ts'
import { openWebhooks } from './events/open-webhooks.ts'
import { openFindings } from './findings/open-findings.ts'
import { openNews } from './findings/open-news.ts'
import { openHooks } from './hooks/open-hooks.ts'
import { openSchedule } from './log/scheduled.ts'
import { openComposeStore } from './operators/compose-store.ts'
import { openOperatorMarks } from './operators/operator-marks.ts'
import { openOperatorRoles } from './operators/operator-roles.ts'
import { openOperatorTables } from './operators/operator-tables.ts'
import { openViewStore } from './operators/view-store.ts'
import { openPostgresqlDatabase } from './postgresql/postgresql-database.ts'
import { createPrismaStore } from './prisma-store.ts'
import { findProjectDirectory } from './project-directory.ts'
import { openPushStore } from './push/open-push-store.ts'
import { createSearchStore } from './search/search-store.ts'
import { createPrismaSimulationStore } from './simulations/prisma-simulation-store.ts'
import { openSqliteDatabase } from './sqlite/sqlite-database.ts'
import { createRollupStore } from './statistics/rollup-store.ts'

/** The actor in the audit of acts that nobody asked for. */
const SERVER = 'server'
const SILENT: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

export type StoreOptions = {
  /** A PostgreSQL server's database; without it the embedded SQLite in `dataDirectory`. */
  databaseUrl?: string
  dataDirectory: string
  clock: Clock
  /** Gets a line when the database is lost and when it is back. If left out, there is no log. */
  log?: Log
  /** Called with the names of the migrations that this start applied. */
  onMigrated?: (applied: readonly string[]) => void
  /**
   * Called with the reason before each new attempt while PostgreSQL is away. If left out, the store does not wait for
   * it.
   */
  onWaiting?: (reason: string) => Promise<void>
  /** Awaited at the named instants of a write; fault tests stop the process there. */
  failpoint?: Failpoint
  /** For how long ended rows are kept. The default is in `LIMITS`. */
  retention?: Retention
  /** Bytes that parties may have stored. The default is in `LIMITS`. */
  quotas?: Quotas
  /** The directory with `prisma/` and its migrations. By default it is found from this module. */
  projectDirectory?: string
}

/** The store and, on the same connections, the reads of the dashboard and the tables of its operators. */
export type OpenedStore = Store & {
  readonly operatorTables: OperatorTables
  readonly operatorMarks: OperatorMarks
  readonly operatorRoles: OperatorRoles
  readonly dashboard: DashboardStore
  readonly hooks: HookStore
  readonly push: PushStore
  readonly schedule: ScheduleStore
  readonly composeStore: ComposeStore
  readonly views: ViewStore
  readonly events: EventStore
  readonly webhooks: WebhookStore
  readonly findings: FindingStore
  readonly findingNews: NewsStore
  readonly simulated: SimulationStore
  readonly rollups: RollupStore
  readonly search: SearchStore
}

/**
 * Opens the database, applies the migrations that it lacks, and returns the store on it. If it cannot, it throws an
 * `Error` with one sentence for the operator: another server on the directory, no server at the URL, or a database that
 * is not durable or of a newer version. With `onWaiting` it waits for a PostgreSQL server that is away.
 */
export async function openStore(options: StoreOptions): Promise<OpenedStore> {
  let reason: string | undefined
  for (;;) {
    try {
      const store = await open(options)
      if (reason !== undefined) options.log?.info({ event: 'databaseBack', reason }, 'the database is back')
      return store
    } catch (error) {
      const away = findReason(error, options)
      if (away === undefined) throw inOneSentence(error, options)
      if (away !== reason)
        options.log?.error(
          { event: 'databaseAwaited', reason: away },
          'the server is waiting for its database',
        )
      reason = away
      await options.onWaiting?.(away)
      await new Promise<void>((resolve) => options.clock.after(LIMITS.databaseProbeMilliseconds, resolve))
    }
  }
}

/** Returns the reason to wait for the database; `undefined` if waiting does not help. */
function findReason(error: unknown, { databaseUrl, onWaiting }: StoreOptions): string | undefined {
  if (databaseUrl === undefined || onWaiting === undefined) return undefined
  const translated = translateDatabaseError(error)
  return translated instanceof DatabaseUnavailable ? translated.message : undefined
}

/**
 * Turns the error of a damaged or unavailable database into a sentence for the operator. Returns any other error as it
 * is.
 */
function inOneSentence(error: unknown, { databaseUrl, dataDirectory }: StoreOptions): unknown {
  const translated = translateDatabaseError(error)
  const place = databaseUrl === undefined ? `in the data directory ${dataDirectory}` : 'at DATABASE_URL'
  if (isCoreFailure(translated))
    return new Error(`the database ${place} is damaged: restore a backup`, { cause: error })
  // Errors of PostgreSQL are one sentence already.
  if (databaseUrl === undefined && translated instanceof DatabaseUnavailable && translated !== error)
    return new Error(`${translated.message} (${place})`, { cause: error })
  return error
}

async function open(options: StoreOptions): Promise<OpenedStore> {
  const opened = await openDatabase({
    databaseUrl: options.databaseUrl,
    dataDirectory: options.dataDirectory,
    projectDirectory: options.projectDirectory ?? findProjectDirectory(),
    clock: options.clock,
    failpoint: options.failpoint ?? (() => undefined),
    onMigrated: options.onMigrated,
    ...(options.log === undefined ? {} : { log: options.log }),
    ...(options.retention === undefined ? {} : { retention: options.retention }),
    ...(options.quotas === undefined ? {} : { quotas: options.quotas }),
  })
  const log = options.log ?? SILENT
  const database = guardDatabase(opened, log)
  try {
    await ensureRealm(database)
    await ensureAuditChain(database)
    const reason = await database.confirmIncarnation()
    if (reason !== undefined) {
      log.warn({ event: 'backupPutBack', reason }, 'restored database found: a new epoch begins')
      const at = options.clock.now()
      await recordAudit(database, {
        ...{ actor: SERVER, action: 'epoch.renew', subject: 'database', detail: reason, at },
      })
    }
    await refreshInterests(database, options.clock.now())
    return Object.assign(createPrismaStore(database), {
      operatorTables: openOperatorTables(database),
      operatorMarks: openOperatorMarks(database),
      operatorRoles: openOperatorRoles(database),
      dashboard: createPrismaDashboardStore(database),
      hooks: openHooks(database),
      push: openPushStore(database),
      schedule: openSchedule(database),
      composeStore: openComposeStore(database),
      views: openViewStore(database),
      events: openEvents(database),
      webhooks: openWebhooks(database),
      findings: openFindings(database),
      findingNews: openNews(database),
      simulated: createPrismaSimulationStore(database),
      rollups: createRollupStore(database),
      search: createSearchStore(database),
    })
  } catch (error) {
    await database.close()
    throw error
  }
}

function openDatabase(options: OpenOptions): Promise<Database> {
  return options.databaseUrl === undefined
    ? openSqliteDatabase(options)
    : openPostgresqlDatabase({ ...options, databaseUrl: options.databaseUrl })
}
