import type { Facts, SessionFacts } from '../facts.ts'
import type { Violation } from '../history.ts'
import { TOGETHER_MILLISECONDS } from '../tolerances.ts'

const STALLED_MILLISECONDS = 25_000

/** Checks that a session ends for the reason that it gives. */
export function checkClosings(facts: Facts): Violation[] {
  return facts.sessions.flatMap((session) => {
    const text = faultOf(facts, session)
    return text === undefined
      ? []
      : [
          {
            rule: 'a session ends for the reason that it gives',
            at: session.endedAt,
            text: `session ${session.session} of ${session.client}: ${text}`,
          },
        ]
  })
}

/** Checks that a session is told of a registration’s end only if its client ended it and has not registered again. */
export function checkRevoked(facts: Facts): Violation[] {
  return facts.sessions.flatMap((session) =>
    session.revoked.flatMap(({ token, at }) => {
      const stay = facts.stays.findLast(
        (each) => each.client === session.client && each.token === token && each.began < at,
      )
      const isOver = stay !== undefined && stay.until <= at
      // The message of the end may be in flight while the client registers again.
      const isNew =
        stay !== undefined && at < stay.ended + TOGETHER_MILLISECONDS + facts.lateness(stay.began, at)
      if (isOver || (isNew && facts.hasLeft({ client: session.client, token, from: 0, to: at }))) return []
      const text = `session ${session.session} of ${session.client}: ${token}`
      return [{ rule: 'a registration is over when the session is told so', at, text }]
    }),
  )
}

function faultOf(facts: Facts, session: SessionFacts): string | undefined {
  const { closing, endedAt } = session
  const wasDown = facts.wasDown(session.at - 1000, endedAt + 1000, session.node)
  const isDisplaced = facts
    .sessionsOf(session.client)
    .some((other) => other !== session && other.at > session.at - 50 && other.began < endedAt)
  if (closing === undefined) {
    const isSilent = session.endedBy !== 'server' || wasDown || session.blind.length > 0 || isDisplaced
    return isSilent ? undefined : 'it was closed without a word'
  }
  switch (closing) {
    case 4409:
      return isDisplaced ? undefined : 'closed with 4409, and there is no newer session'
    case 4503:
      return facts.downs.some((down) => down.node === session.node && down.how === 'drain')
        ? undefined
        : 'closed with 4503, and its node did not drain'
    case 4408:
      return endedAt - session.at > STALLED_MILLISECONDS ? undefined : 'closed with 4408 too early'
    default:
      return `closed with ${closing}`
  }
}
