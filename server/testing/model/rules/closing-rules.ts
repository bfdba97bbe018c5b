import type { Facts, SessionFacts } from '../facts.ts'
import type { Violation } from '../history.ts'

const STALLED_MILLISECONDS = 25_000

/** A session ends for a reason, and says which. */
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
