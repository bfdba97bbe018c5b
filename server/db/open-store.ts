import type { Clock } from '#server/core/clock.ts'
import type { DashboardStore } from '#server/core/dashboard/dashboard-store.ts'
import type { Failpoint } from '#server/core/failpoint.ts'
import type { SimulationStore } from '#server/core/simulations/simulation-store.ts'
import type { Store } from '#server/core/store.ts'
import { createPrismaDashboardStore } from './dashboard/prisma-dashboard-store.ts'
import type { Database, OpenOptions } from './database.ts'
import { type OperatorTables, openOperatorTables } from './operator-tables.ts'
import { openPostgresqlDatabase } from './postgresql-database.ts'
import { createPrismaStore } from './prisma-store.ts'
import { findProjectDirectory } from './project-directory.ts'
import { createPrismaSimulationStore } from './simulations/prisma-simulation-store.ts'
import { openSqliteDatabase } from './sqlite-database.ts'

export type StoreOptions = {
  /** A PostgreSQL server's database; without it the embedded SQLite in `dataDirectory`. */
  databaseUrl?: string
  dataDirectory: string
  clock: Clock
  /** Awaited at the named instants of a write; fault tests stop the process there. */
  failpoint?: Failpoint
  /** Where `prisma/` with the migrations is; found from this module when not given. */
  projectDirectory?: string
}

/** The store, and beside it on the same connections what the dashboard reads and the tables of its operators. */
export type OpenedStore = Store & {
  readonly operatorTables: OperatorTables
  readonly dashboard: DashboardStore
  readonly simulated: SimulationStore
}

/**
 * Opens the database, applies the migrations that it lacks, and answers the store on it. Throws an `Error` with one
 * sentence for the operator when it cannot: another server on the directory, no server at the URL, a database that is
 * not durable or of a newer version.
 */
export async function openStore(options: StoreOptions): Promise<OpenedStore> {
  const database = await openDatabase({
    databaseUrl: options.databaseUrl,
    dataDirectory: options.dataDirectory,
    projectDirectory: options.projectDirectory ?? findProjectDirectory(),
    clock: options.clock,
    failpoint: options.failpoint ?? (() => undefined),
  })
  try {
    return Object.assign(await createPrismaStore(database), {
      operatorTables: openOperatorTables(database),
      dashboard: createPrismaDashboardStore(database),
      simulated: createPrismaSimulationStore(database),
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
