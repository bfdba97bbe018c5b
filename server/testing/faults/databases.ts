import { createTemporaryPostgresqlDatabase } from '../temporary-postgresql.ts'

export type FreshDatabase = { databaseUrl?: string; remove(): Promise<void> }

/** The embedded database, in the server's data directory. */
export const useSqlite = async (): Promise<FreshDatabase> => ({ remove: async () => undefined })

/** Both databases. `create` makes a fresh one that no other test sees. */
export const DATABASES: readonly {
  database: 'SQLite' | 'PostgreSQL'
  create: () => Promise<FreshDatabase>
}[] = [
  { database: 'SQLite', create: useSqlite },
  { database: 'PostgreSQL', create: createTemporaryPostgresqlDatabase },
]

/**
 * Where the server's end does not depend on the database, `npm test` has it on SQLite, and `npm run test:faults` on both.
 */
export const DATABASES_OF_THIS_RUN =
  process.env.TEST_RANDOM_KILLS === undefined ? DATABASES.slice(0, 1) : DATABASES
