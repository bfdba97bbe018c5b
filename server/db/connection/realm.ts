import { randomBytes, randomUUID } from 'node:crypto'
import type { Database } from './database.ts'

/** The id of the one row that identifies the database. */
export const REALM_ID = 1
const SERVER_ID_BYTES = 16

/**
 * Makes the realm of a new database, and the server identity of a database without one. The statements are raw, because
 * Prisma's `upsert` reads before it writes, and nodes that start together would conflict.
 */
export async function ensureRealm(database: Database): Promise<void> {
  const realm = await database.write(async ({ prisma }) => {
    await prisma.$executeRaw`
      INSERT INTO "Realm" ("id", "epoch", "createdAt") VALUES (${REALM_ID}, ${randomUUID()}, ${database.clock.now()})
      ON CONFLICT ("id") DO NOTHING`
    await prisma.$executeRaw`
      UPDATE "Realm" SET "serverId" = ${createServerId()} WHERE "id" = ${REALM_ID} AND "serverId" IS NULL`
    return prisma.realm.findUniqueOrThrow({ where: { id: REALM_ID } })
  })
  if (realm.serverId === null) throw new Error('the database has no server identity')
  const { memory } = database
  memory.serverId = realm.serverId
  memory.epoch = realm.epoch
  memory.checks = Math.max(memory.checks, Number(realm.checks))
}

/** Begins a new incarnation of the database. */
export async function renewEpoch(database: Database): Promise<void> {
  const data = { epoch: randomUUID() }
  const realm = await database.write(({ prisma }) => prisma.realm.update({ where: { id: REALM_ID }, data }))
  database.memory.epoch = realm.epoch
}

/** Reads the epoch again, because another node may have begun a new incarnation. */
export async function readEpoch(database: Database): Promise<void> {
  const realm = await database.read(({ prisma }) =>
    prisma.realm.findUniqueOrThrow({ where: { id: REALM_ID } }),
  )
  database.memory.epoch = realm.epoch
}

/**
 * Increments the counter of checks, and remembers it. SQLite does not write a page with unchanged content, so a check
 * must change one.
 */
export async function checkWrite(database: Database): Promise<void> {
  const data = { checks: { increment: 1 } }
  const realm = await database.write(({ prisma }) => prisma.realm.update({ where: { id: REALM_ID }, data }))
  database.memory.checks = Math.max(database.memory.checks, Number(realm.checks))
}

export async function readAuthVerifier(database: Database): Promise<string | undefined> {
  const where = { id: REALM_ID }
  const realm = await database.read(({ prisma }) => prisma.realm.findUniqueOrThrow({ where }))
  return realm.authVerifier ?? undefined
}

export async function keepAuthVerifier(database: Database, authVerifier: string): Promise<void> {
  const update = { where: { id: REALM_ID }, data: { authVerifier } }
  await database.write(({ prisma }) => prisma.realm.update(update))
}

function createServerId(): string {
  return `as_${randomBytes(SERVER_ID_BYTES).toString('base64url')}`
}
