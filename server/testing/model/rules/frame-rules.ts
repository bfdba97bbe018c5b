import { LIMITS } from '#protocol'
import type { Ack, Facts, SessionFacts } from '../facts.ts'
import type { Frame, Violation } from '../history.ts'
import { ON_ITS_WAY_MILLISECONDS } from '../tolerances.ts'

/** Checks the frames of a session: in order, without holes, only to members, unchanged, and within the window. */
export function checkFrames(facts: Facts): Violation[] {
  return facts.sessions.flatMap((session) => [
    ...checkOrder(facts, session),
    ...session.frames.flatMap((frame) => [
      ...checkMember(facts, { session, frame }),
      ...checkContent(facts, frame),
    ]),
    ...checkWindow(facts, session),
    ...checkStart(facts, session),
  ])
}

const firstOf = (frame: Frame) => (frame.kind === 'gap' ? frame.fromSeq : frame.seq)
const lastOf = (frame: Frame) => (frame.kind === 'gap' ? frame.toSeq : frame.seq)

/** Checks that each seq after the session's start comes once, as a notification or in a gap. */
function checkOrder(facts: Facts, session: SessionFacts): Violation[] {
  const expected = new Map<string, number>()
  for (const { token, ackedSeq, headSeq } of session.registrations) {
    const claim = session.claims[token] ?? 0
    expected.set(token, (claim > ackedSeq && claim <= headSeq ? claim : ackedSeq) + 1)
  }
  const violations: Violation[] = []
  for (const frame of session.frames) {
    const due = isRenewed(facts, { session, frame }) ? undefined : expected.get(frame.token)
    expected.set(frame.token, lastOf(frame) + 1)
    if ((due === undefined || firstOf(frame) === due) && lastOf(frame) >= firstOf(frame)) continue
    const text = `session ${session.session}, ${frame.token}: ${firstOf(frame)} where ${due} is due`
    violations.push({ rule: 'a session gets each seq once, in order', at: frame.at, text })
  }
  return violations
}

/** True when the registration was renewed in this session. Its first frame then sets the new start. */
function isRenewed(facts: Facts, { session, frame }: { session: SessionFacts; frame: Frame }): boolean {
  const { client } = session
  const before =
    session.frames.filter(({ token, at }) => token === frame.token && at < frame.at).at(-1)?.at ??
    session.began
  return facts.stays.some(
    (stay) =>
      stay.client === client && stay.token === frame.token && stay.began < frame.at && stay.ended > before,
  )
}

/** Checks that the client is a member, and that nothing from before its registration comes. */
function checkMember(facts: Facts, { session, frame }: { session: SessionFacts; frame: Frame }): Violation[] {
  const { token, at } = frame
  const stay = facts.stayAt({ client: session.client, token, at })
  const where = `session ${session.session}, ${token} ${firstOf(frame)}`
  if (stay === undefined) return [{ rule: 'no token subscribes anyone', at, text: `${where}: not a member` }]
  const isBlind = wasBlind(session, at)
  if (!isBlind && at > stay.gone + facts.wordMilliseconds(stay.gone))
    return [
      {
        rule: 'nothing for the deregistered',
        at,
        text: `${where}: ${Math.round(at - stay.gone)} ms after it was deregistered`,
      },
    ]
  const begin = facts.stays.find((each) => each.client === session.client && each.token === token)?.began ?? 0
  const head = facts.headBefore(token, isBlind ? begin : stay.began)
  if (firstOf(frame) <= head && !sharesStay(facts, { session, frame }))
    return [
      { rule: 'nothing from before the registration', at, text: `${where}: the log had reached ${head}` },
    ]
  return []
}

/** True when the frame may belong to an earlier membership, because the node may not know yet that it ended. */
function sharesStay(facts: Facts, { session, frame }: { session: SessionFacts; frame: Frame }): boolean {
  const stays = facts.stays.filter(
    (stay) => stay.client === session.client && stay.token === frame.token && stay.began <= frame.at,
  )
  const before = stays.at(-2)
  return before !== undefined && frame.at <= before.gone + facts.wordMilliseconds(before.gone)
}

function checkContent(facts: Facts, frame: Frame): Violation[] {
  if (frame.kind === 'gap') return []
  const row = facts.logOf(frame.token).get(frame.seq)
  const asked = facts.submissions.find(({ mark, token }) => mark === frame.mark && token === frame.token)
  const at = frame.at
  if (asked === undefined)
    return [
      {
        rule: 'a notification is as it was sent',
        at,
        text: `${frame.token} ${frame.seq}: nobody sent “${frame.mark}”`,
      },
    ]
  if (
    row !== undefined &&
    (row.id !== frame.id || (row.mark !== frame.mark && row.idempotencyKey === undefined))
  )
    return [
      {
        rule: 'a notification is as it was sent',
        at,
        text: `${frame.token} ${frame.seq}: ${frame.mark} in place of ${row.mark}`,
      },
    ]
  return []
}

/**
 * Checks the window. The client knows less than the server of the notifications in flight, so the check is never too
 * strict: an acknowledgement beyond the received notifications also covers those in flight.
 */
function checkWindow(facts: Facts, session: SessionFacts): Violation[] {
  const steps = [...session.frames, ...session.acks].sort((a, b) => a.at - b.at)
  const acked = new Map<string, Ack>()
  let open: { token: string; seq: number; bytes: number; at: number }[] = []
  for (const step of steps) {
    if (step.kind === 'ack') {
      if (step.seq > (acked.get(step.token)?.seq ?? 0)) acked.set(step.token, step)
      open = open.filter(({ token, seq }) => token !== step.token || seq > step.seq)
    } else if (step.kind === 'notification' && !wasOnItsWay(step, acked.get(step.token))) open.push(step)
    open = open.filter(
      ({ token, at }) => !facts.hasLeft({ client: session.client, token, from: at, to: step.at }),
    )
    const bytes = open.reduce((sum, each) => sum + each.bytes, 0)
    if (open.length > LIMITS.windowNotifications || (bytes > LIMITS.windowBytes && open.length > 1))
      return [
        {
          rule: 'no more than the window is on its way',
          at: step.at,
          text: `session ${session.session}: ${open.length} notifications, ${bytes} bytes`,
        },
      ]
  }
  return []
}

/** True when it was acknowledged before it arrived. */
function wasOnItsWay({ seq, at }: { seq: number; at: number }, ack: Ack | undefined): boolean {
  return ack !== undefined && seq <= ack.seq && at < ack.at + ON_ITS_WAY_MILLISECONDS
}

/** Checks the heads that a session is told at its start. */
function checkStart(facts: Facts, session: SessionFacts): Violation[] {
  return session.registrations.flatMap(({ token, headSeq, ackedSeq }): Violation[] => {
    const [least, most] = [facts.headBefore(token, session.began), facts.headBy(token, session.at)]
    const where = `session ${session.session}, ${token}: head ${headSeq}, acked ${ackedSeq}`
    if (headSeq < least || headSeq > most)
      return [
        {
          rule: 'a session is told the head',
          at: session.at,
          text: `${where}, and the log has ${least} to ${most}`,
        },
      ]
    return ackedSeq > headSeq
      ? [{ rule: 'a cursor is not beyond the head', at: session.at, text: where }]
      : []
  })
}

/** True when the client did not read shortly before: the frames that it reads now were sent long ago. */
export function wasBlind(session: SessionFacts, at: number): boolean {
  return session.blind.some(({ from, to }) => at >= from && at < to + ON_ITS_WAY_MILLISECONDS)
}
