import { LIMITS } from '#protocol'
import { urgenciesFrom } from '#protocol/urgency.ts'
import { type Facts, type LogRow, lifeOf, type SessionFacts, type Stay } from '../facts.ts'
import type { Frame, Violation } from '../history.ts'
import { DUE_MILLISECONDS } from '../tolerances.ts'
import { endsOf } from './lifetime-rules.ts'

/**
 * Checks that everything arrives that must arrive: TTL 0 at once in connected sessions, all else by the end of the run.
 */
export function checkDue(facts: Facts): Violation[] {
  const rows = [...facts.byId.values()]
  return [
    ...rows.filter(({ ttlSeconds }) => ttlSeconds === 0).flatMap((row) => checkNow(facts, row)),
    ...checkSettled(facts),
  ]
}

function checkNow(facts: Facts, row: LogRow): Violation[] {
  if (facts.lateness(row.began - 1000, row.ended + DUE_MILLISECONDS) > 3000) return []
  if (facts.wasDown(row.began - 1000, row.ended + DUE_MILLISECONDS)) return []
  if (facts.history.nodes === 'redis' && !facts.isRedisWell(row.began)) return []
  if (endsOf(facts, row).some(({ at }) => at < row.ended + DUE_MILLISECONDS)) return []
  return facts.sessions
    .filter((session) => isDue(facts, { session, row }))
    .filter((session) => !session.frames.some((frame) => frame.token === row.token && covers(frame, row.seq)))
    .map((session) => ({
      rule: 'ttl 0 reaches every session that is connected',
      at: row.ended,
      text: `session ${session.session}, ${row.token} ${row.seq} (${row.mark}): nothing came`,
    }))
}

const covers = (frame: Frame, seq: number) =>
  frame.kind === 'notification' ? frame.seq === seq : frame.fromSeq <= seq && seq <= frame.toSeq

/**
 * True for the session of a member that was connected before the notification and long enough after it, with room in
 * its window.
 */
function isDue(facts: Facts, { session, row }: { session: SessionFacts; row: LogRow }): boolean {
  const until = row.ended + DUE_MILLISECONDS
  if (session.at >= row.began || session.endedAt < until || facts.settlingAt < until) return false
  if (session.minimumUrgency !== undefined && !urgenciesFrom(session.minimumUrgency).includes(row.urgency))
    return false
  const isSeeing = !session.blind.some(({ from, to }) => from < until && to > row.began - 2000)
  const stay = facts.stayAt({ client: session.client, token: row.token, at: row.began })
  const isNewest = !facts
    .sessionsOf(session.client)
    .some((other) => other !== session && other.at > session.began && other.began < until)
  const isMember = stay !== undefined && stay.ended < row.began && stay.until > until
  return isSeeing && isNewest && isMember && hasRoom(facts, { session, row })
}

/** True when the window is far from full, even with everything that the session has yet to be sent. */
function hasRoom(facts: Facts, { session, row }: { session: SessionFacts; row: LogRow }): boolean {
  const until = row.ended + LIMITS.nowOrNeverMilliseconds
  let open = 0
  for (const token of new Set(session.frames.map((frame) => frame.token))) {
    const acked = Math.max(
      0,
      ...session.acks.filter((ack) => ack.token === token && ack.at < row.ended).map(({ seq }) => seq),
    )
    open += Math.max(0, facts.headBy(token, until) - acked)
  }
  return open < LIMITS.windowNotifications / 2
}

/** Checks that at the end each member has reached each head, and has received the notifications that have not ended. */
function checkSettled(facts: Facts): Violation[] {
  if (facts.settlingAt === Number.POSITIVE_INFINITY) return []
  return facts.stays.flatMap((stay) =>
    stay.until === Number.POSITIVE_INFINITY && stay.ended < facts.settlingAt ? checkStay(facts, stay) : [],
  )
}

function checkStay(facts: Facts, stay: Stay): Violation[] {
  const sessions = facts.sessionsOf(stay.client)
  const frames = sessions.flatMap((session) => session.frames.filter(({ token }) => token === stay.token))
  const claimed = Math.max(0, ...sessions.map(({ claims }) => claims[stay.token] ?? 0))
  const missing = [...facts.logOf(stay.token).values()].filter(
    (row) =>
      row.began > stay.ended &&
      row.seq > claimed &&
      isLasting(facts, row) &&
      !frames.some((frame) => frame.kind === 'notification' && frame.seq === row.seq),
  )
  const last = sessions.at(-1)
  const head = Math.max(0, ...facts.logOf(stay.token).keys())
  const reached = Math.max(
    0,
    last?.registrations.find(({ token }) => token === stay.token)?.ackedSeq ?? 0,
    ...(last?.frames ?? [])
      .filter(({ token }) => token === stay.token)
      .map((frame) => (frame.kind === 'gap' ? frame.toSeq : frame.seq)),
  )
  const behind =
    reached < head && head > 0
      ? [
          {
            rule: 'everything comes in the end',
            at: facts.settlingAt,
            text: `${stay.client}, ${stay.token}: ${reached} of ${head}`,
          },
        ]
      : []
  return [
    ...behind,
    ...missing.map((row) => ({
      rule: 'everything comes in the end',
      at: row.ended,
      text: `${stay.client}, ${row.token} ${row.seq} (${row.mark}) never came`,
    })),
  ]
}

/** True when the notification outlives the run, and no cancellation or replacement was requested. */
function isLasting(facts: Facts, row: LogRow): boolean {
  const isEnded =
    (facts.cancels.get(row.id) ?? []).length > 0 ||
    (row.topic !== undefined &&
      facts.submissions.some(
        (each) => each.token === row.token && each.topic === row.topic && each.mark !== row.mark,
      ))
  return !isEnded && lifeOf(row).earliest > facts.settlingAt + 30_000
}
