import type { FanOut } from '#protocol/dashboard/fan-out.ts'
import { fingerprint } from '#protocol/fingerprint.ts'
import type { Clock } from '../clock.ts'
import { toInstant } from '../instants.ts'
import { SIMULATION_APPLICATION } from '../simulations/simulation-application.ts'
import type { FanOutBoard } from './fan-out-board.ts'
import type { FanOutBoards } from './fan-out-boards.ts'
import { stateOf } from './notification-state.ts'

type Parts = { fanOut: FanOutBoards; clock: Clock }

/** Returns the current outcome of every recipient. Throws `notFound`. */
export async function readFanOut({ fanOut, clock }: Parts, { id }: { id: string }): Promise<FanOut> {
  return describeFanOut(await fanOut.open(id), clock.now())
}

function describeFanOut(board: FanOutBoard, now: number): FanOut {
  const { notification } = board
  const endedAt = notification.replacedAt ?? notification.cancelledAt
  return {
    ...{ id: notification.id, applicationName: notification.applicationName },
    ...{ tokenId: notification.tokenId, tokenFingerprint: fingerprint(notification.clientAppToken) },
    acceptedAt: toInstant(notification.acceptedAt),
    expiresAt: toInstant(notification.expiresAt),
    state: stateOf(notification, now),
    ...(endedAt === undefined ? {} : { endedAt: toInstant(endedAt) }),
    ...(notification.resendOf === undefined ? {} : { resendOf: notification.resendOf }),
    simulated: notification.applicationName === SIMULATION_APPLICATION,
    readAt: toInstant(now),
    ...{ board: board.board, version: board.version, recipients: board.recipients },
    ...{ counts: board.counts, histogram: board.histogram },
    states: Buffer.from(board.packedStates).toString('base64'),
  }
}
