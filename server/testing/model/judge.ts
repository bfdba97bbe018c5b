import { Facts } from './facts.ts'
import type { History, Violation } from './history.ts'
import { checkClosings, checkRevoked } from './rules/closing-rules.ts'
import { checkCounts } from './rules/count-rules.ts'
import { checkCursors } from './rules/cursor-rules.ts'
import { checkDue } from './rules/due-rules.ts'
import { checkFrames } from './rules/frame-rules.ts'
import { checkHeartbeats } from './rules/heartbeat-rules.ts'
import { checkLifetimes } from './rules/lifetime-rules.ts'
import { checkLogs } from './rules/log-rules.ts'

const RULES = [
  checkLogs,
  checkFrames,
  checkLifetimes,
  checkDue,
  checkCursors,
  checkCounts,
  checkClosings,
  checkRevoked,
  checkHeartbeats,
]

/**
 * Returns the violations of `docs/protocol.md`, in the order in which they happened; none when the history keeps all
 * rules.
 */
export function judge(history: History): Violation[] {
  const facts = new Facts(history)
  const faults = history.events.flatMap((event) =>
    event.kind === 'fault' ? [{ rule: 'the server goes on', at: event.at, text: event.text }] : [],
  )
  return [...faults, ...RULES.flatMap((check) => check(facts))].sort((a, b) => a.at - b.at)
}
