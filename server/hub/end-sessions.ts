import { LIMITS } from '#protocol'
import type { Clock } from '../core/clock.ts'
import type { Hub } from './hub.ts'
import type { Session } from './session.ts'

const SETTLE_STEP_MILLISECONDS = 20

/** Closes those that do not read, or were sent something and do not acknowledge it (`4408`). */
export function closeStalled(hub: Hub): void {
  for (const session of hub.sessions) {
    if (!session.isStalled() || session.waive()) continue
    session.close(4408)
    hub.leave(session)
  }
}

/** Closes a session in which something failed unexpectedly: its AOI Client begins anew from the log after a moment. */
export function endFailed(session: Session): void {
  const spread = Math.floor(Math.random() * LIMITS.drainSpreadMilliseconds)
  session.close(4503, LIMITS.drainSpreadMilliseconds + spread)
}

/** Settles when everything that was sent is acknowledged, or after so many milliseconds. */
export async function settle(hub: Hub, input: { clock: Clock; milliseconds: number }): Promise<void> {
  const { clock, milliseconds } = input
  const deadline = clock.monotonic() + milliseconds
  while (clock.monotonic() < deadline && [...hub.sessions].some((session) => session.hasOutstanding)) {
    await new Promise<void>((resolve) => clock.after(SETTLE_STEP_MILLISECONDS, resolve))
  }
}

/** Closes every session (`4503`), each with its own moment to come back, so that they do not come at once. */
export function closeAll(hub: Hub): void {
  for (const session of hub.sessions) {
    const spread = Math.floor(Math.random() * LIMITS.drainSpreadMilliseconds)
    session.close(4503, LIMITS.drainRetryMilliseconds + spread)
    hub.leave(session)
  }
}
