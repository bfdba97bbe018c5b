import type { OperatorTables } from './operator-rows.ts'

type SweptTable = Exclude<
  keyof OperatorTables,
  'operator' | 'operatorSession' | 'operatorAccount' | 'operatorTwoFactor'
>

/** Tables with rows that expire, each with its key. */
const SWEPT: Readonly<Record<SweptTable, { key: string; time: 'date' | 'milliseconds' }>> = {
  operatorVerification: { key: 'id', time: 'date' },
  operatorInvitation: { key: 'id', time: 'milliseconds' },
  operatorTicket: { key: 'ticketHash', time: 'milliseconds' },
  operatorUsedProof: { key: 'proofHash', time: 'milliseconds' },
  operatorEndedSession: { key: 'tokenHash', time: 'milliseconds' },
}

/** Removes expired rows, at most `rows` of each table. Returns how many. */
export async function sweepOperatorTables(
  tables: Pick<OperatorTables, SweptTable>,
  { now, rows }: { now: number; rows: number },
): Promise<number> {
  let removed = 0
  for (const [name, { key, time }] of Object.entries(SWEPT)) {
    const table = tables[name as SweptTable]
    const where = { expiresAt: { lte: time === 'date' ? new Date(now) : now } }
    const found = (await table.findMany({ where, take: rows, select: { [key]: true } })) as Record<
      string,
      string
    >[]
    if (found.length === 0) continue
    const { count } = await table.deleteMany({
      where: { [key]: { in: found.map((row) => row[key]) } },
    })
    removed += count
  }
  return removed
}
