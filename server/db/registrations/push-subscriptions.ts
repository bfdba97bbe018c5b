import type { PushServiceState, PushSubscription } from '#server/core/store.ts'
import type { Connection } from '../connection/database.ts'

/** Sets or removes the subscription of a registration. The answers of the previous push service go with it. */
export async function putSubscription(
  { prisma }: Connection,
  { registrationId, push, at }: { registrationId: number; push: PushSubscription | null; at: number },
): Promise<void> {
  await prisma.pushSubscription.deleteMany({ where: { registrationId } })
  if (push === null) return
  const { endpoint, keys, vapidKey, declarative } = push
  await prisma.pushSubscription.create({
    data: { registrationId, endpoint, ...keys, vapidKey, declarative, createdAt: at },
  })
}

/** Returns the push service of a subscription, without its endpoint, whose holder may send to it. */
export function toServiceState(row: {
  endpoint: string
  status: number | null
  answer: string | null
  answeredAt: bigint | null
  endReason: string | null
  acceptedSeq: bigint
  unsentSeq: bigint
}): PushServiceState {
  const { endpoint, status, answer, answeredAt, endReason, acceptedSeq, unsentSeq } = row
  return {
    origin: new URL(endpoint).origin,
    ...(status !== null && { status }),
    ...(answer !== null && { answer }),
    ...(answeredAt !== null && { answeredAt: Number(answeredAt) }),
    ...(endReason !== null && { endReason }),
    ...{ acceptedSeq: Number(acceptedSeq), unsentSeq: Number(unsentSeq) },
  }
}
