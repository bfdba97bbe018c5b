import { createHash } from 'node:crypto'

/** The id of the one row that holds both ends of the chain. */
export const CHAIN_ID = 1

/** A row of the audit without its hash. `at` is Unix ms. */
export type ChainedRow = {
  id: number
  at: number
  actor: string
  action: string
  subject: string
  detail: string | null
}

/** Both ends of the chain, as the table `AuditChain` holds them. */
export type ChainEnds = {
  lastId: number
  hash: string
  waitingId: number
  cutId: number
  cutHash: string
}

/**
 * Returns the hash of a row (SHA-256, hex). It covers every column and the hash of the row before it. The first row of
 * a database follows the empty string.
 */
export function hashRow(previous: string, { id, at, actor, action, subject, detail }: ChainedRow): string {
  const covered = JSON.stringify([previous, id, at, actor, action, subject, detail])
  return createHash('sha256').update(covered).digest('hex')
}

/** Returns the hashes of rows that follow each other in the chain. */
export function hashRows<Row extends ChainedRow>(
  previous: string,
  rows: readonly Row[],
): (Row & { hash: string })[] {
  let last = previous
  return rows.map((row) => {
    last = hashRow(last, row)
    return { ...row, hash: last }
  })
}
