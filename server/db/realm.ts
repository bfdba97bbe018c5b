import { randomBytes, randomUUID } from 'node:crypto'
import type { Database } from './database.ts'

/** The one row that says which database this is. */
export const REALM_ID = 1
const SERVER_ID_BYTES = 16

export type Realm = { epoch: string; serverId: string }

/**
 * Makes the realm of a new database, and the server identity of one that has none yet. The statements are raw, because
 * Prisma's `upsert` reads before it writes: nodes that start together would get in each other's way.
 */
export async function ensureRealm(database: Database): Promise<Realm> {
  return database.write(async ({ prisma }) => {
    await prisma.$executeRaw`
      INSERT INTO "Realm" ("id", "epoch", "createdAt") VALUES (${REALM_ID}, ${randomUUID()}, ${database.clock.now()})
      ON CONFLICT ("id") DO NOTHING`
    await prisma.$executeRaw`
      UPDATE "Realm" SET "serverId" = ${createServerId()} WHERE "id" = ${REALM_ID} AND "serverId" IS NULL`
    const { epoch, serverId } = await prisma.realm.findUniqueOrThrow({ where: { id: REALM_ID } })
    if (serverId === null) throw new Error('the database keeps no server identity')
    return { epoch, serverId }
  })
}

/** Begins a new incarnation of the database and returns its name. */
export async function renewEpoch(database: Database): Promise<string> {
  const data = { epoch: randomUUID() }
  const realm = await database.write(({ prisma }) => prisma.realm.update({ where: { id: REALM_ID }, data }))
  return realm.epoch
}

export async function readEpoch(database: Database): Promise<string> {
  const realm = await database.read(({ prisma }) =>
    prisma.realm.findUniqueOrThrow({ where: { id: REALM_ID } }),
  )
  return realm.epoch
}

/** Writes a counter, because SQLite does not write a page whose content stays the same. */
export async function checkWrite(database: Database): Promise<void> {
  const data = { checks: { increment: 1 } }
  await database.write(({ prisma }) => prisma.realm.updateMany({ where: { id: REALM_ID }, data }))
}

function createServerId(): string {
  return `as_${randomBytes(SERVER_ID_BYTES).toString('base64url')}`
}
