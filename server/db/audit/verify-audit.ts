import { AuditChainCheck, type CheckedRow } from './check-audit-chain.ts'

/** Executes a statement on a snapshot of the database. Returns the values of each row in the order of the columns. */
export type ReadSnapshot = (sql: string) => Promise<unknown[][]> | unknown[][]

/** A row and its hash, as an export or an earlier check printed them. */
export type KnownRow = { id: number; hash: string }

const ROWS_PER_STEP = 1000
/** Below every id, since a row inserted by hand may have any. */
const BEFORE_ALL = -(2 ** 31)

/**
 * Checks the whole audit of a snapshot, a bounded number of rows at a time. With `known` it also checks that this row
 * has still this hash: an attacker who can write the database could compute the whole chain again. Returns `undefined` for a
 * database of a version without the chain.
 */
export async function verifyAuditChain(
  read: ReadSnapshot,
  known?: KnownRow,
): Promise<AuditChainCheck | undefined> {
  const [ends] = await readEnds(read)
  if (ends === undefined) return undefined
  const [lastId, hash, waitingId, cutId, cutHash] = ends
  const check = new AuditChainCheck(
    {
      ...{ lastId: Number(lastId), hash: String(hash), waitingId: Number(waitingId) },
      ...{ cutId: Number(cutId), cutHash: String(cutHash) },
    },
    known,
  )
  for (let rows = await readStep(read, BEFORE_ALL); rows.length > 0; ) {
    for (const row of rows) check.add(row)
    rows = await readStep(read, rows.at(-1)?.id ?? 0)
  }
  check.end()
  return check
}

async function readEnds(read: ReadSnapshot): Promise<unknown[][]> {
  return read('SELECT "lastId", "hash", "waitingId", "cutId", "cutHash" FROM "AuditChain" WHERE "id" = 1')
}

async function readStep(read: ReadSnapshot, afterId: number): Promise<CheckedRow[]> {
  const rows = await read(`
    SELECT "id", "at", "actor", "action", "subject", "detail", "hash" FROM "AuditEvent"
    WHERE "id" > ${afterId} ORDER BY "id" LIMIT ${ROWS_PER_STEP}`)
  return rows.map(([id, at, actor, action, subject, detail, hash]) => ({
    ...{
      id: Number(id),
      at: Number(at),
      actor: String(actor),
      action: String(action),
      subject: String(subject),
    },
    detail: detail === null ? null : String(detail),
    hash: hash === null ? null : String(hash),
  }))
}
