import type { DeliveryRow } from '#server/core/store.ts'

/** The contract in its simplest form: one record for every recipient of every notification. */
export type ModelMember = {
  registrationId: number
  aoiClientId: string
  clientAppToken: string
  tokenId: number
  ackedSeq: number
  endSeq?: number
}

export type ModelNotification = {
  id: string
  clientAppToken: string
  seq: number
  /** TTL 0: only for connected clients, and this model has none. */
  isNowOrNever: boolean
  endsAt: number
  topic?: string
  cancelled?: true
  replaced?: true
  recipients: ModelMember[]
  ackedAt: Map<ModelMember, number>
}

export type Model = {
  now: number
  members: ModelMember[]
  notifications: ModelNotification[]
}

export function isOver(notification: ModelNotification, now: number): boolean {
  return notification.cancelled === true || notification.replaced === true || notification.endsAt <= now
}

export function expectedDelivery(
  notification: ModelNotification,
  { member, now }: { member: ModelMember; now: number },
): DeliveryRow {
  const { registrationId, aoiClientId } = member
  const ackedAt = notification.ackedAt.get(member)
  if (ackedAt !== undefined) return { registrationId, aoiClientId, outcome: 'acked', ackedAt }
  return { registrationId, aoiClientId, outcome: outcomeWithoutAck(notification, { member, now }) }
}

function outcomeWithoutAck(
  notification: ModelNotification,
  { member, now }: { member: ModelMember; now: number },
): Exclude<DeliveryRow['outcome'], 'acked'> {
  if (notification.replaced) return 'replaced'
  if (notification.cancelled) return 'cancelled'
  if (notification.endsAt <= now) return 'expired'
  if (member.endSeq !== undefined) return 'revoked'
  return notification.isNowOrNever ? 'expired' : 'pending'
}

export function headOf(model: Model, clientAppToken: string): number {
  return model.notifications.filter((row) => row.clientAppToken === clientAppToken).length
}

export function activeMember(
  model: Model,
  place: { aoiClientId: string; clientAppToken: string },
): ModelMember | undefined {
  return model.members.find(
    (member) =>
      member.endSeq === undefined &&
      member.aoiClientId === place.aoiClientId &&
      member.clientAppToken === place.clientAppToken,
  )
}
