import type { Ack, Facts, SessionFacts, Stay } from '../facts.ts'
import type { Violation } from '../history.ts'
import { FLUSH_MILLISECONDS, ON_ITS_WAY_MILLISECONDS } from '../tolerances.ts'
import { wasBlind } from './frame-rules.ts'

type CursorReport = {
  session: SessionFacts
  token: string
  ackedSeq: number
  stay: Stay
  others: readonly SessionFacts[]
}

/** Checks cursors: none lies beyond the acknowledgements of its client's newest session, and none moves back. */
export function checkCursors(facts: Facts): Violation[] {
  return facts.sessions.flatMap((session) => {
    const others = facts
      .sessionsOf(session.client)
      .filter((other) => other !== session && other.began < session.at)
    return session.registrations.flatMap(({ token, ackedSeq }) => {
      const stay = facts.stayAt({ client: session.client, token, at: session.at })
      if (stay === undefined)
        return [
          {
            rule: 'no token subscribes anyone',
            at: session.at,
            text: `session ${session.session}: ${token}`,
          },
        ]
      const report = { session, token, ackedSeq, stay, others }
      return [...checkNotBeyond(facts, report), ...checkNotBack(facts, report)]
    })
  })
}

/**
 * Returns the acknowledgements that may count: those of a session with no surely newer one, capped at the seq it was
 * sent. Of two sessions that open at the same time either may be the newer one.
 */
function countedAcks(
  facts: Facts,
  { session, token, stay, others }: CursorReport,
): { ack: Ack; seq: number; at: SessionFacts }[] {
  return others.flatMap((other) => {
    const newerAt = Math.min(
      session.at,
      ...others.filter(({ began }) => began > other.at).map(({ at }) => at),
    )
    return other.acks
      .filter((ack) => ack.token === token && ack.at < newerAt && ack.at > stay.began)
      .map((ack) => ({ ack, seq: Math.min(ack.seq, sentBy(facts, { other, token, at: ack.at })), at: other }))
  })
}

/**
 * The highest seq that the server may have sent to the client by then. Later frames may already have been in flight,
 * and a client that does not read may have been sent the whole log.
 */
function sentBy(facts: Facts, sent: { other: SessionFacts; token: string; at: number }): number {
  const { other, token, at } = sent
  if (wasBlind(other, at)) return facts.headBy(token, at)
  const frames = other.frames.filter(
    (frame) => frame.token === token && frame.at < at + ON_ITS_WAY_MILLISECONDS,
  )
  return Math.max(0, ...frames.map((frame) => (frame.kind === 'gap' ? frame.toSeq : frame.seq)))
}

function checkNotBeyond(facts: Facts, report: CursorReport): Violation[] {
  const { session, token, ackedSeq, stay, others } = report
  const begin = facts.headBy(token, Math.min(stay.ended, session.at))
  const claims = [...others.map(({ claims }) => claims[token] ?? 0)]
  const most = Math.max(begin, ...claims, ...countedAcks(facts, report).map(({ seq }) => seq))
  if (ackedSeq <= most) return []
  return [
    {
      rule: 'only the newest session moves cursors, to what it was sent',
      at: session.at,
      text: `session ${session.session}, ${token}: ${ackedSeq}, and ${most} at most was acknowledged`,
    },
  ]
}

function checkNotBack(facts: Facts, report: CursorReport): Violation[] {
  const { session, token, ackedSeq, stay, others } = report
  const before = others
    .filter(({ at }) => at > stay.ended && at < session.began)
    .flatMap(({ registrations }) =>
      registrations.filter((each) => each.token === token).map((each) => each.ackedSeq),
    )
  const kept = countedAcks(facts, report)
    .filter((counted) => isKept(facts, { session, ...counted }))
    .map(({ seq, at, ack }) => Math.min(seq, receivedBy({ at, token, ack })))
  const least = Math.max(0, ...before, ...kept)
  if (ackedSeq >= least) return []
  return [
    {
      rule: 'no cursor moves back, and none is forgotten',
      at: session.at,
      text: `session ${session.session}, ${token}: ${ackedSeq} after ${least}`,
    },
  ]
}

/** The highest seq that the client had received when it acknowledged. */
function receivedBy({ at, token, ack }: { at: SessionFacts; token: string; ack: Ack }): number {
  const frames = at.frames.filter((frame) => frame.token === token && frame.at <= ack.at)
  return Math.max(0, ...frames.map((frame) => (frame.kind === 'gap' ? frame.toSeq : frame.seq)))
}

/**
 * True when the server has confirmed the acknowledgement and stored it: by a timed flush, a new session at its node, or
 * an orderly end.
 */
function isKept(
  facts: Facts,
  { session, ack, at }: { session: SessionFacts; ack: Ack; at: SessionFacts },
): boolean {
  const { answered } = ack
  if (answered === undefined) return false
  const newer = facts
    .sessionsOf(session.client)
    .filter((other) => other !== at && other.at > at.began && other.began < session.at)
    .concat(session)
  // A session that may be newer may have read the cursor earlier.
  if (answered >= Math.min(...newer.map(({ began }) => began))) return false
  const late = FLUSH_MILLISECONDS + facts.lateness(answered, session.at)
  // If a newer session is at another node, the flush may come after its start. The store then refuses it.
  const isOld = newer.every(({ node, began }) => node === at.node || answered + late < began)
  const down = facts.downs.find(
    (each) => each.node === at.node && (each.ended ?? session.at) > answered && each.began < session.at,
  )
  if (down === undefined) return isOld
  const isWritten = down.how === 'drain' ? answered < down.began : answered + late < down.began
  return isWritten && isOld
}
