import { LIMITS } from '#protocol'
import type { Context } from '#server/core/context.ts'
import type { OnUnexpected } from '#server/core/unexpected.ts'
import { every, stepErrors } from '#server/ops/every.ts'
import type { Hub } from '../hub.ts'
import { endFailed } from '../session/end-failed.ts'
import type { Session } from '../session/session.ts'
import { closeStalled } from './close-sessions.ts'

const READ_HEADS_MILLISECONDS = 10_000
const LOOK_FOR_STALLED_MILLISECONDS = 5_000
const TURNS = 100
/** All turns fit into four fifths of the time until the next heartbeat. */
const TURN_MILLISECONDS = (LIMITS.heartbeatSeconds * 800) / TURNS
const LEAST_SESSIONS_A_TURN = 50

type Parts = { context: Context; hub: Hub; onUnexpected: OnUnexpected }

/**
 * Starts the hub's periodic work. It reads the heads of the tokens again, to find lost hints (R2). It sends the heads
 * to the AOI Clients, and closes sessions that stall. The returned function stops it.
 */
export function startHeartbeat(parts: Parts): () => void {
  const { context, hub, onUnexpected } = parts
  const { clock } = context
  const repeat = (name: string, milliseconds: number, run: () => Promise<void> | void) =>
    every({ clock, milliseconds, run, onError: stepErrors(onUnexpected, name) })
  const stops = [
    repeat('heads', READ_HEADS_MILLISECONDS, () => hub.readHeads()),
    repeat('stalled sessions', LOOK_FOR_STALLED_MILLISECONDS, () => closeStalled(hub)),
    repeat('heartbeat', LIMITS.heartbeatSeconds * 1000, () => {
      void beat(parts).catch(stepErrors(onUnexpected, 'heartbeat'))
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/** Sends the heartbeats in portions, so that very many sessions do not delay a notification. */
async function beat({ context, hub, onUnexpected }: Parts): Promise<void> {
  const { clock } = context
  const atOnce = Math.max(LEAST_SESSIONS_A_TURN, Math.ceil(hub.onlineAoiClients / TURNS))
  let sent = 0
  for (const session of hub.sessions) {
    const serverTime = new Date(clock.now()).toISOString()
    try {
      session.emit('aoiHeartbeat', { messageType: 'aoiHeartbeat', serverTime, heads: headsOf(session) })
    } catch (error) {
      endFailed(session)
      onUnexpected(error, { kind: 'socket', name: 'session' })
    }
    sent += 1
    if (sent % atOnce === 0) await new Promise<void>((resolve) => clock.after(TURN_MILLISECONDS, resolve))
  }
}

/**
 * Returns the heads to report. A session with `minimumUrgency` is told only the sequence numbers it was sent or will be
 * sent; it would report withheld ones as lost.
 */
function headsOf(session: Session): [string, number][] {
  return [...session.deliveries].map(({ log, sentSeq, urgency }) => [
    log.clientAppToken,
    urgency === undefined ? log.headSeq : Math.max(sentSeq, urgency.urgentSeq),
  ])
}
