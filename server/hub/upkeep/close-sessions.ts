import { LIMITS } from '#protocol'
import type { Clock } from '#server/core/clock.ts'
import type { Hub } from '../hub.ts'

const POLL_MILLISECONDS = 20

/** Closes the sessions that do not read, or that do not acknowledge (`4408`). */
export function closeStalled(hub: Hub): void {
  for (const session of hub.sessions) {
    if (!session.isStalled() || session.waive()) continue
    session.close(4408)
    hub.leave(session)
  }
}

/** Resolves when all sessions have acknowledged everything, or after `milliseconds`. */
export async function waitForAcks(hub: Hub, input: { clock: Clock; milliseconds: number }): Promise<void> {
  const { clock, milliseconds } = input
  const deadline = clock.monotonic() + milliseconds
  while (clock.monotonic() < deadline && [...hub.sessions].some((session) => session.hasOutstanding)) {
    await new Promise<void>((resolve) => clock.after(POLL_MILLISECONDS, resolve))
  }
}

/** Closes every session (`4503`). Each gets its own retry delay, so that the AOI Clients do not come back at once. */
export function closeAll(hub: Hub): void {
  for (const session of hub.sessions) {
    const spread = Math.floor(Math.random() * LIMITS.drainSpreadMilliseconds)
    session.close(4503, LIMITS.drainRetryMilliseconds + spread)
    hub.leave(session)
  }
}
