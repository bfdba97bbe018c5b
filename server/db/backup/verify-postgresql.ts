import { PrismaPg } from '@prisma/adapter-pg'
import type { ReportStep, VerifyAnswer, VerifyFault } from '#protocol/keep-data.ts'
import type { AuditChainCheck } from '../audit/check-audit-chain.ts'
import { type KnownRow, type ReadSnapshot, verifyAuditChain } from '../audit/verify-audit.ts'
import { statement } from '../connection/single-connection.ts'
import { poolConfig } from '../postgresql/postgresql-connection.ts'
import { listInvariants } from './invariants.ts'
import { AUDIT_CHECK, firstFaults, toFaults } from './verify-database.ts'

type Input = {
  databaseUrl: string
  /** See `listInvariants`. */
  keptSince: number
  report: ReportStep
}

/**
 * Checks the invariants of the log in a PostgreSQL database, in one snapshot, and changes nothing. The database itself
 * keeps its references and the integrity of its files.
 */
export function verifyPostgresql({ databaseUrl, keptSince, report }: Input): Promise<VerifyAnswer> {
  return readSnapshot(databaseUrl, async (read) => {
    const invariants = listInvariants(keptSince)
    const faults: VerifyFault[] = []
    for (const { check, sql } of invariants) {
      report(`checking that ${check}`)
      const rows = await read(firstFaults(sql))
      faults.push(...rows.map(([detail]) => ({ check, detail: String(detail) })))
    }
    report(`checking that ${AUDIT_CHECK}`)
    faults.push(...toFaults(await verifyAuditChain(read)))
    return { checks: invariants.length + 1, faults }
  })
}

/** Checks the audit of a PostgreSQL database against its hash chain, in one snapshot. */
export function verifyPostgresqlAudit(
  databaseUrl: string,
  known: KnownRow | undefined,
): Promise<AuditChainCheck | undefined> {
  return readSnapshot(databaseUrl, (read) => verifyAuditChain(read, known))
}

async function readSnapshot<Result>(
  databaseUrl: string,
  work: (read: ReadSnapshot) => Promise<Result>,
): Promise<Result> {
  const adapter = await new PrismaPg(poolConfig(databaseUrl)).connect()
  try {
    const transaction = await adapter.startTransaction('REPEATABLE READ')
    await transaction.executeRaw(statement('SET TRANSACTION READ ONLY'))
    const result = await work(async (sql) => (await transaction.queryRaw(statement(sql))).rows)
    await transaction.rollback()
    return result
  } finally {
    await adapter.dispose()
  }
}
