import { type Facts, type LogRow, lifeOf, type Status } from '../facts.ts'
import type { Violation } from '../history.ts'
import { CLOCK_MILLISECONDS, ON_ITS_WAY_MILLISECONDS, SAME_NODE_MILLISECONDS } from '../tolerances.ts'
import { endsOf } from './lifetime-rules.ts'

/** Checks that the counts add up, match the history, and never take back a final outcome. */
export function checkCounts(facts: Facts): Violation[] {
  return facts.statuses.flatMap((status) => {
    const row = facts.byId.get(status.id)
    if (row === undefined) return []
    const read = { status, row, end: status.ended ?? status.began }
    return [
      ...checkSums(read),
      ...checkAcked(facts, read),
      ...checkEnding(facts, read),
      ...checkFinal(facts, read),
    ].map((text) => ({
      rule: 'counts tell what happened',
      at: status.began,
      text: `${row.token} ${row.seq} (${row.mark}, ttl ${row.ttlSeconds}): ${text}; ${JSON.stringify(status.body)}`,
    }))
  })
}

type StatusCheck = { status: Status; row: LogRow; end: number }

function checkSums({ status: { body }, row }: StatusCheck): string[] {
  const { ttl, cancelled, replaced, revoked } = body.expiredBy
  const faults: string[] = []
  if (body.acked + body.pending + body.expired !== body.recipients) faults.push('the counts do not add up')
  if (ttl + cancelled + replaced + revoked !== body.expired) faults.push('expiredBy does not add up')
  if (body.recipients !== row.recipients) faults.push(`${row.recipients} recipients were answered`)
  if (Math.min(body.acked, body.pending, ttl, cancelled, replaced, revoked) < 0)
    faults.push('a count is negative')
  return faults
}

/**
 * Checks that no more recipients are acked than clients can have acknowledged it: after its arrival, or by a cursor of
 * the handshake.
 */
function checkAcked(facts: Facts, { status, row, end }: StatusCheck): string[] {
  const most = ackersOf(facts, { row, at: end }).size
  return status.body.acked > most ? [`${most} clients at most have acknowledged it`] : []
}

function ackersOf(facts: Facts, { row, at }: { row: LogRow; at: number }): Set<string> {
  const ackers = new Set<string>()
  for (const session of facts.sessions) {
    if ((session.claims[row.token] ?? 0) >= row.seq && session.began < at) ackers.add(session.client)
    const came = session.frames.some(
      (frame) => frame.kind === 'notification' && frame.token === row.token && frame.seq === row.seq,
    )
    const acked = session.acks.some((ack) => ack.token === row.token && ack.seq >= row.seq && ack.at < at)
    if (came && acked) ackers.add(session.client)
  }
  return ackers
}

function checkEnding(facts: Facts, { status, row, end }: StatusCheck): string[] {
  const { body } = status
  const { earliest, latest } = lifeOf(row)
  const ends = endsOf(facts, row)
  const faults: string[] = []
  // The server reads its clock before it reads the database.
  const isOver = status.began > latest + SAME_NODE_MILLISECONDS || ends.some(({ at }) => at < status.began)
  if (isOver && body.pending > 0) faults.push('pending, though it is over')
  const asked = facts.cancels.get(row.id) ?? []
  if (body.expiredBy.cancelled > 0 && !asked.some(({ began }) => began < end))
    faults.push('cancelled, though nobody asked for it')
  const isReplaced =
    row.topic !== undefined &&
    facts.submissions.some(
      (each) =>
        each.topic === row.topic && each.token === row.token && each.mark !== row.mark && each.began < end,
    )
  if (body.expiredBy.replaced > 0 && !isReplaced) faults.push('replaced, though nothing replaces it')
  if (row.ttlSeconds > 0 && end < earliest - CLOCK_MILLISECONDS && body.expiredBy.ttl > 0)
    faults.push('run out before its time')
  const hasLeft = facts.stays.some((stay) => stay.token === row.token && stay.until < end)
  if (body.expiredBy.revoked > 0 && !hasLeft) faults.push('revoked, though nobody left')
  return faults
}

/**
 * Checks that a final outcome stays final. Only recipients that were sent the notification before may still acknowledge
 * it late.
 */
function checkFinal(facts: Facts, { status, row, end }: StatusCheck): string[] {
  const earlier = facts.statuses.filter(
    (each) => each.id === row.id && (each.ended ?? each.began) < status.began,
  )
  return earlier.flatMap((before) => {
    const faults: string[] = []
    if (status.body.acked < before.body.acked) faults.push(`${before.body.acked} had acknowledged it`)
    const sent = new Set(
      facts.sessions
        .filter((session) =>
          session.frames.some(
            (frame) =>
              frame.kind === 'notification' &&
              frame.token === row.token &&
              frame.seq === row.seq &&
              frame.at < (before.ended ?? before.began) + ON_ITS_WAY_MILLISECONDS,
          ),
        )
        .map(({ client }) => client),
    )
    const claimed = facts.sessions.filter(
      (session) => (session.claims[row.token] ?? 0) >= row.seq && session.began < end,
    ).length
    const late = before.body.expired - status.body.expired
    if (late > sent.size + claimed)
      faults.push(`${before.body.expired} were expired, and ${sent.size} had been sent it`)
    return faults
  })
}
