import type { PushStore, VapidKeyPair } from '#server/core/push-members/push-store.ts'
import type { Database } from '../connection/database.ts'
import { takeTurns } from '../operators/take-turns.ts'

const NEWEST_FIRST: { createdAt?: 'desc'; publicKey?: 'asc' }[] = [
  { createdAt: 'desc' },
  { publicKey: 'asc' },
]

/** The VAPID keys of this server. */
export function openVapidKeys(
  database: Database,
): Pick<PushStore, 'ensureVapidKeys' | 'rotateVapidKey' | 'countByVapidKey'> {
  return {
    ensureVapidKeys: (first) => ensureVapidKeys(database, first),
    rotateVapidKey: (pair) => rotateVapidKey(database, pair),
    countByVapidKey: async () => {
      const counted = await database.read(({ prisma }) =>
        prisma.pushSubscription.groupBy({
          ...{ by: ['vapidKey'], where: { registration: { generation: 0 } }, _count: true },
        }),
      )
      return new Map(counted.map(({ vapidKey, _count }) => [vapidKey, _count]))
    },
  }
}

/**
 * The condition is part of the statement, so that of several nodes that start together only one makes the first pair.
 * On PostgreSQL the lock of the realm's row orders them.
 */
async function ensureVapidKeys(database: Database, first: VapidKeyPair): Promise<VapidKeyPair[]> {
  const { publicKey, privateKey, createdAt } = first
  const rows = await database.write(async (tx) => {
    await takeTurns(tx)
    const { prisma } = tx
    await prisma.$executeRaw`
      INSERT INTO "VapidKey" ("publicKey", "privateKey", "createdAt")
      SELECT ${publicKey}, ${privateKey}, CAST(${createdAt} AS BIGINT)
      WHERE NOT EXISTS (SELECT 1 FROM "VapidKey")`
    return prisma.vapidKey.findMany({ orderBy: NEWEST_FIRST })
  })
  return rows.map((row) => ({ ...row, createdAt: Number(row.createdAt) }))
}

function rotateVapidKey(database: Database, pair: VapidKeyPair): Promise<void> {
  return database.write(async (tx) => {
    await takeTurns(tx)
    const { prisma } = tx
    const replaced = await prisma.vapidKey.findFirst({ orderBy: NEWEST_FIRST })
    // Of two rotations in one millisecond, the later one is the newest.
    const createdAt = Math.max(pair.createdAt, Number(replaced?.createdAt ?? 0) + 1)
    await prisma.vapidKey.create({ data: { ...pair, createdAt } })
    await prisma.$executeRaw`
      DELETE FROM "VapidKey" WHERE "publicKey" NOT IN (${pair.publicKey}, ${replaced?.publicKey ?? ''})
        AND NOT EXISTS (
          SELECT 1 FROM "PushSubscription" s JOIN "Registration" g ON g."id" = s."registrationId"
          WHERE s."vapidKey" = "VapidKey"."publicKey" AND g."generation" = 0)`
  })
}
