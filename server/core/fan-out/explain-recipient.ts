import type { Explanation } from '#protocol/dashboard/fan-out.ts'
import type { Clock } from '../clock.ts'
import { AoiError } from '../errors.ts'
import { toInstant } from '../instants.ts'
import type { Presence, Reach } from '../presence.ts'
import type { Simulations } from '../simulations/simulations.ts'
import type { DeliveryRow, Membership, NotificationRow, Store } from '../store.ts'
import { stateOf } from './notification-state.ts'
import { toPushServiceAnswer, wasAccepted } from './push-service-answer.ts'

type Parts = {
  store: Pick<Store, 'findAoiClient' | 'findMemberships' | 'findNotification' | 'findDelivery'>
  clock: Clock
  presence: Presence
  simulations: Pick<Simulations, 'reachOf'>
}

type Finding = {
  explanation: Explanation['explanation']
  at?: number | undefined
  membership?: Membership | undefined
}

/**
 * Explains whether a notification arrived at this AOI Client, and if not, why. Accepts any id, also one that is no
 * recipient. Reads only the rows of this AOI Client, however many recipients there are. Throws `notFound`.
 */
export async function explainRecipient(
  parts: Parts,
  { id, aoiClientId }: { id: string; aoiClientId: string },
): Promise<Explanation> {
  const now = parts.clock.now()
  const notification = await parts.store.findNotification({ id, now })
  if (notification === undefined) throw new AoiError('notFound', 'id: no notification has this id')
  const client = await parts.store.findAoiClient(aoiClientId)
  const { tokenId } = notification
  const memberships = await parts.store.findMemberships({ aoiClientId, tokenId })
  const delivery = await parts.store.findDelivery({ id, aoiClientId, now })
  const found =
    delivery === undefined
      ? explainAbsence({ known: client !== undefined, memberships, notification })
      : explainDelivery(parts, { delivery, memberships, notification, nodeId: client?.nodeId })
  return {
    aoiClientId,
    ...(client?.name === undefined ? {} : { name: client.name }),
    explanation: found.explanation,
    ...(found.at === undefined ? {} : { at: toInstant(found.at) }),
    ...(client === undefined ? {} : { lastSeenAt: toInstant(client.lastSeenAt) }),
    ...(found.membership === undefined ? {} : { registeredAt: toInstant(found.membership.createdAt) }),
    ...(found.membership?.push === undefined
      ? {}
      : { pushService: toPushServiceAnswer(found.membership.push) }),
    steps: stepsOf(found, notification),
  }
}

/** Explains why the AOI Client is no recipient. */
function explainAbsence(input: {
  known: boolean
  memberships: readonly Membership[]
  notification: NotificationRow
}): Finding {
  const { known, memberships, notification } = input
  const later = memberships.find(({ startSeq }) => startSeq >= notification.seq)
  if (later !== undefined) return { explanation: 'registeredLater', at: later.createdAt, membership: later }
  // A member of the token, but no recipient: it had the original that was sent again.
  const since = memberships.find(
    ({ startSeq, endedAt }) => startSeq < notification.seq && endedAt === undefined,
  )
  if (since !== undefined && notification.resendOf !== undefined)
    return { explanation: 'hadItBefore', membership: since }
  const before = memberships.at(-1)
  if (before !== undefined)
    return { explanation: 'deregisteredBefore', at: before.endedAt, membership: before }
  return { explanation: known ? 'neverRegistered' : 'unknownAoiClient' }
}

function explainDelivery(
  { presence, simulations, clock }: Parts,
  input: {
    delivery: DeliveryRow
    memberships: readonly Membership[]
    notification: NotificationRow
    nodeId: string | undefined
  },
): Finding {
  const { delivery, memberships, notification, nodeId } = input
  const membership = memberships.find(({ registrationId }) => registrationId === delivery.registrationId)
  if (delivery.outcome === 'acked') return { explanation: 'acked', at: delivery.ackedAt, membership }
  if (delivery.outcome === 'revoked') return { explanation: 'revoked', at: membership?.endedAt, membership }
  const state = stateOf(notification, clock.now())
  if (state !== 'live') {
    const at = notification.replacedAt ?? notification.cancelledAt ?? notification.expiresAt
    const isAccepted = membership?.push !== undefined && wasAccepted(membership.push, notification.seq)
    return { explanation: state === 'expired' && isAccepted ? 'neverConfirmed' : state, at, membership }
  }
  const { aoiClientId } = delivery
  const reach = simulations.reachOf(aoiClientId) ?? presence.reachOf(aoiClientId, notification)
  // The progress of another node is unknown here.
  const isOffline = reach === 'offline' && !presence.isOnline({ aoiClientId, nodeId })
  if (isOffline) return { explanation: 'offline', membership }
  return { explanation: OPEN[reach], membership }
}

/** `offline` here: connected to another node, whose progress is unknown. */
const OPEN: Record<Reach, Explanation['explanation']> = {
  ...{ offline: 'connectedNotReading', queued: 'connectedNotReading', sent: 'sentNotAcked' },
  ...{ pushQueued: 'waitsForPushService', pushed: 'pushedNotConfirmed' },
}

const REACHED: Record<Explanation['explanation'], number> = {
  ...{ unknownAoiClient: 0, neverRegistered: 0, registeredLater: 0, deregisteredBefore: 0, hadItBefore: 0 },
  ...{ offline: 2, expired: 2, cancelled: 2, replaced: 2, revoked: 2 },
  ...{ connectedNotReading: 3, waitsForPushService: 3 },
  ...{ sentNotAcked: 4, pushedNotConfirmed: 4, neverConfirmed: 4, acked: 5 },
}

function stepsOf(
  { explanation, at, membership }: Finding,
  notification: NotificationRow,
): Explanation['steps'] {
  const reached = REACHED[explanation]
  const times: Record<string, number | undefined> = {
    registered: membership?.createdAt,
    accepted: notification.acceptedAt,
    acked: explanation === 'acked' ? at : undefined,
  }
  return (['registered', 'accepted', 'connected', 'sent', 'acked'] as const).map((step, place) => {
    const when = times[step]
    return { step, done: place < reached, ...(when === undefined ? {} : { at: toInstant(when) }) }
  })
}
