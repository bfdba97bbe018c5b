import { PrismaPg } from '@prisma/adapter-pg'
import type { ReportStep, VerifyAnswer, VerifyFault } from '#protocol/keep-data.ts'
import { statement } from '../connection/single-connection.ts'
import { poolConfig } from '../postgresql/postgresql-connection.ts'
import { listInvariants } from './invariants.ts'
import { firstFaults } from './verify-database.ts'

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
export async function verifyPostgresql({ databaseUrl, keptSince, report }: Input): Promise<VerifyAnswer> {
  const adapter = await new PrismaPg(poolConfig(databaseUrl)).connect()
  try {
    const transaction = await adapter.startTransaction('REPEATABLE READ')
    await transaction.executeRaw(statement('SET TRANSACTION READ ONLY'))
    const invariants = listInvariants(keptSince)
    const faults: VerifyFault[] = []
    for (const { check, sql } of invariants) {
      report(`checking that ${check}`)
      const { rows } = await transaction.queryRaw(statement(firstFaults(sql)))
      faults.push(...rows.map(([detail]) => ({ check, detail: String(detail) })))
    }
    await transaction.rollback()
    return { checks: invariants.length, faults }
  } finally {
    await adapter.dispose()
  }
}
