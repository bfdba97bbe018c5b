import type { PushStore } from '#server/core/push-members/push-store.ts'
import type { Database } from '../connection/database.ts'
import { endRegistrations } from '../registrations/registration-statements.ts'
import { lockTokensById } from '../registrations/token-statements.ts'

/** `PushStore.endByService`. */
export async function endByService(
  database: Database,
  { registrationId, endpoint, reason, at }: Parameters<PushStore['endByService']>[0],
): ReturnType<PushStore['endByService']> {
  return database.write(async (tx) => {
    const where = { registrationId, endpoint, registration: { generation: 0 } }
    const found = await tx.prisma.pushSubscription.findFirst({ where, include: { registration: true } })
    if (found === null) return undefined
    const { aoiClientId, tokenId } = found.registration
    const tokens = await lockTokensById(tx, [tokenId])
    const [ended] = await endRegistrations(tx, { aoiClientId, tokens, at, interests: database.interests })
    if (ended === undefined) return undefined
    await tx.prisma.pushSubscription.update({ where: { registrationId }, data: { endReason: reason } })
    return { ...ended, aoiClientId }
  })
}
