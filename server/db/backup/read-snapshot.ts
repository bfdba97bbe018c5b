import type { ReadSnapshot } from '../audit/verify-audit.ts'
import { statement } from '../connection/single-connection.ts'
import { withPostgresql } from '../postgresql/with-postgresql.ts'

/** Reads one snapshot of a PostgreSQL database in `work`, however long that takes. Changes nothing. */
export function readSnapshot<Result>(
  databaseUrl: string,
  work: (read: ReadSnapshot) => Promise<Result>,
): Promise<Result> {
  return withPostgresql(databaseUrl, async (adapter) => {
    const transaction = await adapter.startTransaction('REPEATABLE READ')
    try {
      await transaction.executeRaw(statement('SET TRANSACTION READ ONLY'))
      await transaction.executeRaw(statement('SET LOCAL idle_in_transaction_session_timeout = 0'))
      return await work(async (sql) => (await transaction.queryRaw(statement(sql))).rows)
    } finally {
      // Gives the connection back, for which `dispose` waits. The end of the connection ends the transaction.
      await transaction.rollback()
    }
  })
}
