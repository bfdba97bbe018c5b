import { groupByToken } from '#server/core/group-by-token.ts'
import type { RawConnection } from '../connection/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { countRevoked } from './outcome-statements.ts'
import { findEnding, type OutcomeRead, type Whole } from './outcomes.ts'

type Unfinished = Omit<OutcomeRead, 'revoked'>
/**
 * Members of one token that ended at `endSeq`. They were recipients only of seqs after `afterSeq`, or had acked up to
 * there.
 */
type Ended = { tokenId: number; afterSeq: Whole; endSeq: Whole; members: Whole }

/**
 * Adds to each notification of a page how many of its recipients ended without it. It walks the ended members of a
 * token once, however many of its notifications are on the page.
 */
export async function withRevoked<Read extends Unfinished>(
  connection: RawConnection,
  { read, now }: { read: readonly Read[]; now: number },
): Promise<(Read & { revoked: number })[]> {
  const open = read.filter((row) => row.acked < row.recipients && findEnding(row, now) === undefined)
  const again = open.filter(({ resendOf }) => resendOf !== null)
  const counts = new Map([
    ...(await countOfTokens(
      connection,
      open.filter(({ resendOf }) => resendOf === null),
    )),
    ...(await countEach(connection, { read: again, now })),
  ])
  return read.map((row) => ({ ...row, revoked: counts.get(row.id) ?? 0 }))
}

async function countOfTokens(
  connection: RawConnection,
  read: readonly Unfinished[],
): Promise<[id: string, revoked: number][]> {
  if (read.length === 0) return []
  const tokens = groupByToken(read)
  const columns = { tokenId: 'integer', firstSeq: 'bigint' } as const
  const wanted = [...tokens].map(([tokenId, rows]) => ({ tokenId, firstSeq: firstOf(rows) }))
  const found = await connection.prisma.$queryRaw<Ended[]>`
    SELECT g."tokenId", CASE WHEN g."startSeq" > g."ackedSeq" THEN g."startSeq" ELSE g."ackedSeq" END AS "afterSeq",
      g."endSeq", count(*) AS "members"
    FROM ${connection.dialect.rows(columns, wanted)} CROSS JOIN "Registration" g
    WHERE g."tokenId" = r."tokenId" AND g."endSeq" >= r."firstSeq" AND g."ackedSeq" < g."endSeq"
    GROUP BY 1, 2, 3`
  const ended = groupByToken(found)
  return [...tokens].flatMap(([tokenId, rows]) => countAmong(ended.get(tokenId) ?? [], rows))
}

function firstOf(rows: readonly Unfinished[]): number {
  return Math.min(...rows.map(({ seq }) => Number(seq)))
}

/** Counts in one walk over the ended members, as differences between each row and the one before it. */
function countAmong(ended: readonly Ended[], rows: readonly Unfinished[]): [id: string, revoked: number][] {
  const inOrder = rows.toSorted((a, b) => Number(a.seq) - Number(b.seq))
  const seqs = inOrder.map(({ seq }) => Number(seq))
  const differences = new Array<number>(seqs.length + 1).fill(0)
  const add = (place: number, members: number) => {
    differences[place] = (differences[place] ?? 0) + members
  }
  for (const { afterSeq, endSeq, members } of ended) {
    add(placeAfter(seqs, Number(afterSeq)), Number(members))
    add(placeAfter(seqs, Number(endSeq)), -Number(members))
  }
  let revoked = 0
  return inOrder.map(({ id }, place) => {
    revoked += differences[place] ?? 0
    return [id, revoked]
  })
}

/** Returns how many of the ascending seqs are not greater than `seq`. */
function placeAfter(seqs: readonly number[], seq: number): number {
  let [low, high] = [0, seqs.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((seqs[middle] ?? 0) <= seq) low = middle + 1
    else high = middle
  }
  return low
}

/** Counts each notification that was sent again by itself, because it has recipients of its own. */
async function countEach(
  connection: RawConnection,
  { read, now }: { read: readonly Unfinished[]; now: number },
): Promise<[id: string, revoked: number][]> {
  if (read.length === 0) return []
  const counted = await connection.prisma.$queryRaw<{ id: string; revoked: Whole }[]>`
    SELECT n."id", ${countRevoked(now)} AS "revoked" FROM "Notification" n
    WHERE n."id" IN (${Prisma.join(read.map(({ id }) => id))})`
  return counted.map(({ id, revoked }) => [id, Number(revoked)])
}
