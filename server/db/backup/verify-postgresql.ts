import type { ReportStep, VerifyAnswer, VerifyFault } from '#protocol/keep-data.ts'
import type { AuditChainCheck } from '../audit/check-audit-chain.ts'
import { type KnownRow, verifyAuditChain } from '../audit/verify-audit.ts'
import { listInvariants } from './invariants.ts'
import { readSnapshot } from './read-snapshot.ts'
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
