import type { Ack, Facts, SessionFacts, Stay } from '../facts.ts'
import type { Violation } from '../history.ts'
import { FLUSH_MILLISECONDS, ON_ITS_WAY_MILLISECONDS } from '../tolerances.ts'
import { wasBlind } from './frame-rules.ts'

type Told = {
  session: SessionFacts
  token: string
  ackedSeq: number
  stay: Stay
  others: readonly SessionFacts[]
}

/** A cursor is where the newest session of its client has acknowledged to: no further, and not back. */
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
      const told = { session, token, ackedSeq, stay, others }
      return [...checkNotBeyond(facts, told), ...checkNotBack(facts, told)]
    })
  })
}

/** Acknowledgements that count: of what was sent, in the session that was the newest. */
function countedAcks(
  facts: Facts,
  { session, token, stay, others }: Told,
): { ack: Ack; seq: number; at: SessionFacts }[] {
  return others.flatMap((other) => {
    const newerAt = Math.min(
      session.at,
      ...others.filter(({ began }) => began > other.began).map(({ at }) => at),
    )
    return other.acks
      .filter((ack) => ack.token === token && ack.at < newerAt && ack.at > stay.began)
      .map((ack) => ({ ack, seq: Math.min(ack.seq, sentBy(facts, { other, token, at: ack.at })), at: other }))
  })
}

/**
 * How far the client may have been sent: something may have been on its way, and all of the log lies before one that
 * does not read.
 */
function sentBy(facts: Facts, sent: { other: SessionFacts; token: string; at: number }): number {
  const { other, token, at } = sent
  if (wasBlind(other, at)) return facts.headBy(token, at)
  const frames = other.frames.filter(
    (frame) => frame.token === token && frame.at < at + ON_ITS_WAY_MILLISECONDS,
  )
  return Math.max(0, ...frames.map((frame) => (frame.kind === 'gap' ? frame.toSeq : frame.seq)))
}

function checkNotBeyond(facts: Facts, told: Told): Violation[] {
  const { session, token, ackedSeq, stay, others } = told
  const begin = facts.headBy(token, Math.min(stay.ended, session.at))
  const claims = [...others.map(({ claims }) => claims[token] ?? 0)]
  const most = Math.max(begin, ...claims, ...countedAcks(facts, told).map(({ seq }) => seq))
  if (ackedSeq <= most) return []
  return [
    {
      rule: 'only the newest session moves cursors, to what it was sent',
      at: session.at,
      text: `session ${session.session}, ${token}: ${ackedSeq}, and ${most} at most was acknowledged`,
    },
  ]
}

function checkNotBack(facts: Facts, told: Told): Violation[] {
  const { session, token, ackedSeq, stay, others } = told
  const before = others
    .filter(({ at }) => at > stay.ended && at < session.began)
    .flatMap(({ registrations }) =>
      registrations.filter((each) => each.token === token).map((each) => each.ackedSeq),
    )
  const kept = countedAcks(facts, told)
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

/** What had reached the client when it acknowledged. */
function receivedBy({ at, token, ack }: { at: SessionFacts; token: string; ack: Ack }): number {
  const frames = at.frames.filter((frame) => frame.token === token && frame.at <= ack.at)
  return Math.max(0, ...frames.map((frame) => (frame.kind === 'gap' ? frame.toSeq : frame.seq)))
}

/** Taken by the server, and durable: flushed by time, by a new session at its node, or by an orderly end. */
function isKept(
  facts: Facts,
  { session, ack, at }: { session: SessionFacts; ack: Ack; at: SessionFacts },
): boolean {
  const { answered } = ack
  if (answered === undefined) return false
  const newer = facts
    .sessionsOf(session.client)
    .filter((other) => other.began > at.began && other.began < session.at)
  const firstNewer = newer[0] ?? session
  // The newer session may have read the cursor before.
  if (answered >= firstNewer.began) return false
  // Word of a newer session at another node may have come before the flush, which is refused then.
  const isElsewhere = firstNewer.node !== at.node
  const late = FLUSH_MILLISECONDS + facts.lateness(answered, session.at)
  const isOld = answered + late < firstNewer.began
  const down = facts.downs.find(
    (each) => each.node === at.node && (each.ended ?? session.at) > answered && each.began < session.at,
  )
  if (down === undefined) return isElsewhere ? isOld : true
  const isWritten = answered + late < down.began
  return down.how === 'drain'
    ? answered < down.began && (!isElsewhere || isOld)
    : isWritten && (!isElsewhere || isOld)
}
