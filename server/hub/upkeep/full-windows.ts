import type { Clock } from '#server/core/clock.ts'
import type { Session } from '../session/session.ts'

type Parts = { sessions: () => Iterable<Session>; clock: Clock; seconds: number }

/**
 * Counts the sessions that were never seen with more than half of their window free for a while. Such a client reads,
 * or it would be closed as stalled, but more slowly than its notifications come. It looks at the sessions now and then,
 * so the deliveries pay nothing for it.
 */
export class FullWindows {
  readonly #parts: Parts
  /** Since when a session was always found full; monotonic ms. */
  #since = new Map<Session, number>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Looks at all sessions, and returns how many have been full for long enough. */
  count(): number {
    const { sessions, clock, seconds } = this.#parts
    const now = clock.monotonic()
    const since = new Map<Session, number>()
    let full = 0
    for (const session of sessions()) {
      if (session.isByPushService || session.credit.notifications > session.windowNotifications / 2) continue
      const at = this.#since.get(session) ?? now
      since.set(session, at)
      if (now - at >= seconds * 1000) full += 1
    }
    this.#since = since
    return full
  }
}
