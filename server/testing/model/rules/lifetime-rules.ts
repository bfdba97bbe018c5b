import { urgenciesFrom } from '#protocol/urgency.ts'
import { type Facts, type LogRow, lifeOf, type SessionFacts } from '../facts.ts'
import type { Frame, Violation } from '../history.ts'
import { CLOCK_MILLISECONDS, SAME_NODE_MILLISECONDS, TOGETHER_MILLISECONDS } from '../tolerances.ts'
import { wasBlind } from './frame-rules.ts'

type Notification = Extract<Frame, { kind: 'notification' }>
type Gap = Extract<Frame, { kind: 'gap' }>
type Sight<Of extends Frame> = { session: SessionFacts; frame: Of }

/** Checks that a notification arrives only while it is live, and that a gap has the reason that it gives. */
export function checkLifetimes(facts: Facts): Violation[] {
  return facts.sessions.flatMap((session) =>
    session.frames.flatMap((frame) =>
      frame.kind === 'gap'
        ? checkGap(facts, { session, frame })
        : [...checkAlive(facts, { session, frame }), ...checkUrgency(facts, { session, frame })],
    ),
  )
}

function checkAlive(facts: Facts, { session, frame }: Sight<Notification>): Violation[] {
  const row = facts.logOf(frame.token).get(frame.seq)
  if (row === undefined || wasBlind(session, frame.at)) return []
  return [...checkNotOver(facts, { session, frame, row }), ...checkConnected({ session, frame, row })]
}

/** Checks that it has neither expired nor been cancelled or replaced, as far as the node can know. */
function checkNotOver(
  facts: Facts,
  { session, frame, row }: Sight<Notification> & { row: LogRow },
): Violation[] {
  const where = `session ${session.session}, ${row.token} ${row.seq} (${row.mark})`
  const violations: Violation[] = []
  const { latest } = lifeOf(row)
  const late = SAME_NODE_MILLISECONDS + facts.stallsNear(frame.at)
  if (frame.at > latest + late)
    violations.push({
      rule: 'nothing comes once it has run out',
      at: frame.at,
      text: `${where}: ${Math.round(frame.at - latest)} ms late`,
    })
  for (const { at, what } of endsOf(facts, row))
    if (frame.at > at + facts.wordMilliseconds(at))
      violations.push({
        rule: 'nothing comes once it is cancelled or replaced',
        at: frame.at,
        text: `${where}: ${Math.round(frame.at - at)} ms after it was ${what}`,
      })
  return violations
}

/** The times at which a cancellation or a replacement of the notification was answered. */
export function endsOf(facts: Facts, row: LogRow): { at: number; what: 'cancelled' | 'replaced' }[] {
  const cancelled = (facts.cancels.get(row.id) ?? []).flatMap(({ status, ended }) =>
    status === 204 && ended !== undefined ? [{ at: ended, what: 'cancelled' as const }] : [],
  )
  const replaced = replacersOf(facts, row).flatMap(({ id, ended }) =>
    id !== undefined && ended !== undefined ? [{ at: ended, what: 'replaced' as const }] : [],
  )
  return [...cancelled, ...replaced]
}

function replacersOf(facts: Facts, row: LogRow) {
  if (row.topic === undefined) return []
  return facts.submissions.filter(
    (each) =>
      each.token === row.token &&
      each.topic === row.topic &&
      each.mark !== row.mark &&
      (each.seq === undefined ? each.status !== 422 : each.seq > row.seq),
  )
}

/** Checks that TTL 0 goes only to sessions that were open when the notification was accepted. */
function checkConnected({ session, frame, row }: Sight<Notification> & { row: LogRow }): Violation[] {
  if (row.ttlSeconds !== 0 || session.began <= row.ended) return []
  return [
    {
      rule: 'ttl 0 goes to nobody who connected later',
      at: frame.at,
      text: `session ${session.session}, ${row.token} ${row.seq}: connected ${Math.round(session.began - row.ended)} ms later`,
    },
  ]
}

function checkGap(facts: Facts, { session, frame }: Sight<Gap>): Violation[] {
  const violations: Violation[] = []
  for (let seq = frame.fromSeq; seq <= frame.toSeq; seq += 1) {
    const row = facts.logOf(frame.token).get(seq)
    if (row === undefined || hasReason(facts, { session, frame, row })) continue
    const text = `session ${session.session}, ${frame.token} ${seq} (${row.mark}, ttl ${row.ttlSeconds}): ${frame.reason}, ${Math.round(frame.at - row.ended)} ms after its answer`
    violations.push({
      rule: row.ttlSeconds === 0 ? 'ttl 0 reaches every session that is connected' : 'a gap has its reason',
      at: frame.at,
      text,
    })
  }
  return violations
}

function hasReason(facts: Facts, { session, frame, row }: Sight<Gap> & { row: LogRow }): boolean {
  if (frame.reason === 'cancelled')
    return (facts.cancels.get(row.id) ?? []).some(({ began }) => began < frame.at)
  if (frame.reason === 'replaced') return replacersOf(facts, row).some(({ began }) => began < frame.at)
  if (frame.at >= lifeOf(row).earliest - CLOCK_MILLISECONDS) return true
  if (row.ttlSeconds !== 0) return false
  // The session or the registration began while the notification was being accepted, or later: either outcome is right.
  return session.at > row.began || isNewTo(facts, { session, row })
}

/** True when the client registered while the notification was being accepted, or had not registered by then. */
function isNewTo(facts: Facts, { session, row }: { session: SessionFacts; row: LogRow }): boolean {
  const stay = facts.stays.findLast(
    (each) => each.client === session.client && each.token === row.token && each.began <= row.ended,
  )
  return stay === undefined || stay.ended > row.began
}

/** Checks that a less urgent notification comes only together with one that is urgent enough, or after it. */
function checkUrgency(facts: Facts, { session, frame }: Sight<Notification>): Violation[] {
  if (session.minimumUrgency === undefined) return []
  const urgencies = new Set(urgenciesFrom(session.minimumUrgency))
  const isCarried = facts.submissions.some(
    (each) =>
      each.token === frame.token &&
      urgencies.has(each.urgency) &&
      each.began < frame.at &&
      (each.seq === undefined || each.seq >= frame.seq) &&
      !wasOver(facts, { session, seq: each.seq, token: each.token }),
  )
  if (isCarried || followsUrgent(facts, { session, frame })) return []
  return [
    {
      rule: 'nothing comes that is less urgent than the session asked for',
      at: frame.at,
      text: `session ${session.session}, ${frame.token} ${frame.seq}`,
    },
  ]
}

/**
 * True when an urgent notification came shortly before: pending ones come along, even those accepted a moment later. A
 * gap in its place does too, if it ended after the session began.
 */
function followsUrgent(facts: Facts, { session, frame }: Sight<Notification>): boolean {
  const urgencies = new Set<string>(
    session.minimumUrgency === undefined ? [] : urgenciesFrom(session.minimumUrgency),
  )
  const { token } = frame
  const since = frame.at - TOGETHER_MILLISECONDS - facts.lateness(frame.at - 5000, frame.at)
  const isUrgent = (seq: number) => urgencies.has(facts.logOf(token).get(seq)?.urgency ?? '')
  return session.frames.some((before) => {
    if (before.token !== token || before.at < since || before.at > frame.at) return false
    if (before.kind === 'notification') return isUrgent(before.seq)
    const seqs = Array.from(
      { length: before.toSeq - before.fromSeq + 1 },
      (_, place) => before.fromSeq + place,
    )
    return seqs.some((seq) => isUrgent(seq) && !wasOver(facts, { session, seq, token }))
  })
}

/** True when the urgent notification had ended before the session began: then it releases nothing. */
function wasOver(
  facts: Facts,
  { session, seq, token }: { session: SessionFacts; seq: number | undefined; token: string },
): boolean {
  const row = seq === undefined ? undefined : facts.logOf(token).get(seq)
  if (row === undefined) return false
  if (row.ttlSeconds === 0 && session.began > row.ended) return true
  return lifeOf(row).latest < session.began || endsOf(facts, row).some(({ at }) => at < session.began)
}
