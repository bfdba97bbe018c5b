import type { ReportStep, VerifyAnswer, VerifyFault } from '#protocol/keep-data.ts'
import type { AuditChainCheck } from '../audit/check-audit-chain.ts'
import { type KnownRow, verifyAuditChain } from '../audit/verify-audit.ts'
import { findCorruption } from './describe-database.ts'
import { listInvariants } from './invariants.ts'
import { type OfflineConnection, withConnection } from './offline-connection.ts'

/** The check of the audit, beside the invariants that are statements. */
export const AUDIT_CHECK = 'the audit follows its hash chain'

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
      report(`checking that ${AUDIT_CHECK}`)
      faults.push(...toFaults(await checkAudit(connection)))
      return { checks: checks.length + 2, faults }
    } finally {
      // The driver may close a connection late, and its snapshot would keep a lock until then.
      await connection.execute('ROLLBACK')
    }
  })
}

/** Checks the audit of a database file against its hash chain, in one snapshot. */
export function verifyAuditOf(
  { path, mode }: Pick<Input, 'path' | 'mode'>,
  known: KnownRow | undefined,
): Promise<AuditChainCheck | undefined> {
  return withConnection({ path, mode }, async (connection) => {
    await connection.execute('BEGIN')
    try {
      return await checkAudit(connection, known)
    } finally {
      await connection.execute('ROLLBACK')
    }
  })
}

/** A backup of an earlier version has no chain. */
function checkAudit(
  connection: OfflineConnection,
  known?: KnownRow,
): Promise<AuditChainCheck | undefined> | undefined {
  const table = connection.all(`SELECT 1 FROM sqlite_schema WHERE "name" = 'AuditChain'`)
  if (table.length === 0) return undefined
  return verifyAuditChain((sql) => connection.all(sql).map((row) => Object.values(row)), known)
}

/** Returns the faults of the audit in the form of the other checks. */
export function toFaults(audit: AuditChainCheck | undefined): VerifyFault[] {
  return (audit?.faults ?? []).map((fault) => ({ check: AUDIT_CHECK, detail: `audit ${fault}` }))
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
