import type { Facts } from '../facts.ts'
import type { Violation } from '../history.ts'

/** Checks that heartbeats tell heads that the logs have, and that one epoch holds for the whole run. */
export function checkHeartbeats(facts: Facts): Violation[] {
  const violations: Violation[] = []
  for (const event of facts.history.events) {
    if (event.kind !== 'heads') continue
    for (const [token, head] of event.heads)
      if (head > facts.headBy(token, event.at))
        violations.push({
          rule: 'a heartbeat tells the head',
          at: event.at,
          text: `session ${event.session}, ${token}: ${head}`,
        })
  }
  const epochs = new Set(facts.sessions.map(({ epoch }) => epoch))
  if (epochs.size > 1) violations.push({ rule: 'the epoch stays', at: 0, text: [...epochs].join(', ') })
  return violations
}
