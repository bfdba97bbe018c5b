import type { CursorMove, RefusedMove } from '#server/core/store.ts'
import { type AckRun, encodeAckRuns } from './ack-runs.ts'

/**
 * The seqs of a record lie in one block of this size. So a search for the records of a seq covers only a range of this
 * length.
 */
export const ACK_RECORD_SEQS = 1024
const ACK_RECORD_RUNS = 1024

export type CursorState = {
  registrationId: number
  tokenId: number
  ackedSeq: number
  endSeq?: number
  /** The number of its AOI Client's newest session. */
  sessionNumber: number
  /** The head of its token. */
  headSeq: number
}

export type NewAckRecord = {
  tokenId: number
  fromSeq: number
  toSeq: number
  fromRegistrationId: number
  toRegistrationId: number
  ackedAt: number
  /** The packed runs in hex. */
  runs: string
}

/** `count` more acked, for every seq from `fromSeq` to `toSeq` of the token. */
export type AckCount = { tokenId: number; fromSeq: number; toSeq: number; count: number }

export type CursorPlan = {
  /** The old and the new place of each cursor that moves. */
  cursors: {
    registrationId: number
    tokenId: number
    sessionNumber: number
    fromSeq: number
    ackedSeq: number
  }[]
  counts: AckCount[]
  records: NewAckRecord[]
  /** Moves that do not apply. */
  refused: RefusedMove[]
}

type TokenRun = AckRun & { tokenId: number }

/**
 * Decides the outcome of a cursor flush, from the registrations under its locks. A move applies if it is of the newest
 * session, the cursor is where the move begins, and the log reaches the move's end. Acks beyond the end of a
 * registration are not counted, because it was no recipient there.
 */
export function planCursorMoves(moves: readonly CursorMove[], states: readonly CursorState[]): CursorPlan {
  const cursors = new Map(states.map((state) => [state.registrationId, { ...state }]))
  const moved = new Map<CursorState, number>()
  const refused: RefusedMove[] = []
  const runs: TokenRun[] = []
  for (const move of moves) {
    const cursor = cursors.get(move.registrationId)
    if (cursor === undefined || !applies(move, cursor)) {
      refused.push(refusalOf(move, cursor))
      continue
    }
    if (!moved.has(cursor)) moved.set(cursor, move.fromSeq)
    cursor.ackedSeq = move.toSeq
    runs.push(...ackedRuns(move, cursor.endSeq ?? move.toSeq))
  }
  return {
    cursors: [...moved].map(([{ registrationId, tokenId, sessionNumber, ackedSeq }, fromSeq]) => ({
      registrationId,
      tokenId,
      sessionNumber,
      fromSeq,
      ackedSeq,
    })),
    counts: countAcks(runs),
    records: makeRecords(runs),
    refused,
  }
}

function applies(move: CursorMove, cursor: CursorState): boolean {
  return (
    cursor.tokenId === move.tokenId &&
    cursor.sessionNumber === move.sessionNumber &&
    cursor.ackedSeq === move.fromSeq &&
    move.toSeq > move.fromSeq &&
    move.toSeq <= cursor.headSeq
  )
}

function refusalOf(move: CursorMove, cursor: CursorState | undefined): RefusedMove {
  if (cursor === undefined) return { move, reason: 'elsewhere' }
  const { sessionNumber, ackedSeq } = cursor
  return { move, reason: sessionNumber > move.sessionNumber ? 'displaced' : 'elsewhere', ackedSeq }
}

/** Returns the runs of a move without its gaps, up to `lastSeq`. */
function ackedRuns(move: CursorMove, lastSeq: number): TokenRun[] {
  const { tokenId, registrationId, at } = move
  const end = Math.min(move.toSeq, lastSeq)
  const runs: TokenRun[] = []
  let fromSeq = move.fromSeq + 1
  for (const [gapFrom, gapTo] of [...move.gaps, [end + 1, end + 1] as const]) {
    const toSeq = Math.min(gapFrom - 1, end)
    if (toSeq >= fromSeq) runs.push({ tokenId, registrationId, fromSeq, toSeq, at })
    fromSeq = Math.max(fromSeq, gapTo + 1)
  }
  return runs
}

/** Sums up runs as few ranges: +1 where a run begins, -1 after it ends, added up in order. */
function countAcks(runs: readonly TokenRun[]): AckCount[] {
  const counts: AckCount[] = []
  for (const [tokenId, tokenRuns] of groupBy(runs, (run) => run.tokenId)) {
    const steps = new Map<number, number>()
    for (const run of tokenRuns) {
      steps.set(run.fromSeq, (steps.get(run.fromSeq) ?? 0) + 1)
      steps.set(run.toSeq + 1, (steps.get(run.toSeq + 1) ?? 0) - 1)
    }
    let open: { fromSeq: number; count: number } = { fromSeq: 0, count: 0 }
    for (const [seq, step] of [...steps].sort((a, b) => a[0] - b[0])) {
      if (step === 0) continue
      if (open.count > 0) counts.push({ tokenId, ...open, toSeq: seq - 1 })
      open = { fromSeq: seq, count: open.count + step }
    }
  }
  return counts
}

function makeRecords(runs: readonly TokenRun[]): NewAckRecord[] {
  const pieces = runs.flatMap(splitAtBlocks)
  const blocks = groupBy(pieces, (run) => `${run.tokenId} ${Math.floor(run.fromSeq / ACK_RECORD_SEQS)}`)
  return [...blocks.values()].flatMap((block) => {
    block.sort((a, b) => a.registrationId - b.registrationId || a.fromSeq - b.fromSeq)
    return chunk(block, ACK_RECORD_RUNS).map(makeRecord)
  })
}

function splitAtBlocks(run: TokenRun): TokenRun[] {
  const pieces: TokenRun[] = []
  for (let fromSeq = run.fromSeq; fromSeq <= run.toSeq; ) {
    const blockEnd = (Math.floor(fromSeq / ACK_RECORD_SEQS) + 1) * ACK_RECORD_SEQS - 1
    const toSeq = Math.min(run.toSeq, blockEnd)
    pieces.push({ ...run, fromSeq, toSeq })
    fromSeq = toSeq + 1
  }
  return pieces
}

function makeRecord(runs: readonly TokenRun[]): NewAckRecord {
  const ids = runs.map((run) => run.registrationId)
  const base = {
    fromRegistrationId: Math.min(...ids),
    fromSeq: Math.min(...runs.map((run) => run.fromSeq)),
    at: Math.min(...runs.map((run) => run.at)),
  }
  return {
    tokenId: runs[0]?.tokenId ?? 0,
    fromSeq: base.fromSeq,
    toSeq: Math.max(...runs.map((run) => run.toSeq)),
    fromRegistrationId: base.fromRegistrationId,
    toRegistrationId: Math.max(...ids),
    ackedAt: base.at,
    runs: Buffer.from(encodeAckRuns(base, runs)).toString('hex'),
  }
}

function groupBy<Row, Key>(rows: readonly Row[], key: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>()
  for (const row of rows) {
    const group = groups.get(key(row))
    if (group === undefined) groups.set(key(row), [row])
    else group.push(row)
  }
  return groups
}

function chunk<Row>(rows: readonly Row[], size: number): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) =>
    rows.slice(index * size, (index + 1) * size),
  )
}
