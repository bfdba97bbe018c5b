import type { ReportStep, VerifyAnswer, VerifyFault } from '#protocol/keep-data.ts'
import { findCorruption } from './describe-database.ts'
import { listInvariants } from './invariants.ts'
import { type OfflineConnection, withConnection } from './offline-connection.ts'

/** Faults of one check that the answer names. */
const FAULTS_NAMED = 20

type Input = {
  path: string
  mode: 'live' | 'still'
  /** See `listInvariants`. */
  keptSince: number
  report: ReportStep
}

/**
 * Checks a database file: its integrity, its references and the invariants of the log. Changes nothing, and reads one
 * snapshot, so a server may write meanwhile. The answer has the first faults of each check.
 */
export function verifyDatabase({ path, mode, keptSince, report }: Input): Promise<VerifyAnswer> {
  return withConnection({ path, mode }, async (connection) => {
    report('checking the integrity of the file')
    const corruption = findCorruption(connection)
    const check = 'the file is intact'
    // Statements on a damaged file would report its damage again, or fail.
    if (corruption.length > 0) return { checks: 1, faults: corruption.map((detail) => ({ check, detail })) }
    const checks = [
      {
        check: 'every row refers to rows that exist',
        sql: `SELECT "table" || ' row ' || COALESCE("rowid", '') || ' refers to a missing ' || "parent" AS "detail"
          FROM pragma_foreign_key_check`,
      },
      ...listInvariants(keptSince),
    ]
    await connection.execute('BEGIN')
    try {
      const faults = checks.flatMap((invariant) => {
        report(`checking that ${invariant.check}`)
        return findFaults(connection, invariant)
      })
      return { checks: checks.length + 1, faults }
    } finally {
      // The driver may close a connection late, and its snapshot would keep a lock until then.
      await connection.execute('ROLLBACK')
    }
  })
}

function findFaults(
  connection: OfflineConnection,
  { check, sql }: { check: string; sql: string },
): VerifyFault[] {
  return connection.all(firstFaults(sql)).map(({ detail }) => ({ check, detail: String(detail) }))
}

/** Returns the statement that reads the first faults, for both databases. */
export function firstFaults(sql: string): string {
  return `SELECT "detail" FROM (${sql}) AS f LIMIT ${FAULTS_NAMED}`
}
