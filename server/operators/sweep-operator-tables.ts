import type { OperatorTable, OperatorTables } from '#server/core/operators/operator-tables.ts'

/** Tables with rows that expire, each with its key. */
const SWEPT = [
  { name: 'operatorVerification', key: 'id', time: 'date' },
  { name: 'operatorInvitation', key: 'id', time: 'milliseconds' },
  { name: 'operatorTicket', key: 'ticketHash', time: 'milliseconds' },
  { name: 'operatorUsedProof', key: 'proofHash', time: 'milliseconds' },
  { name: 'operatorEndedSession', key: 'tokenHash', time: 'milliseconds' },
] as const

/** Removes expired rows, at most `rows` of each table. Returns how many. */
export async function sweepOperatorTables(
  tables: Pick<OperatorTables, (typeof SWEPT)[number]['name']>,
  { now, rows }: { now: number; rows: number },
): Promise<number> {
  let removed = 0
  for (const { name, key, time } of SWEPT) {
    const table: OperatorTable<Partial<Record<string, string | bigint>>> = tables[name]
    const where = { expiresAt: { lte: time === 'date' ? new Date(now) : now } }
    const found = await table.findMany({ where, take: rows, select: { [key]: true } })
    if (found.length === 0) continue
    const { count } = await table.deleteMany({
      where: { [key]: { in: found.map((row) => row[key]) } },
    })
    removed += count
  }
  return removed
}
