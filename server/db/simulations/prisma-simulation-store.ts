import type { SimulationStore } from '#server/core/simulations/simulation-store.ts'
import { SIMULATED_SECRET_HASH } from '#server/core/simulations/simulation-store.ts'
import type { Database } from '../connection/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { lockTokens, lockTokensById } from '../registrations/token-statements.ts'
import { removeNotifications } from '../storage-use/storage-use.ts'

const PLATFORM = 'simulated'

export function createPrismaSimulationStore(database: Database): SimulationStore {
  return {
    addMembers: (input) => addMembers(database, input),
    listTokens: (applicationName) => listTokens(database, applicationName),
    removeStep: (input) => removeStep(database, input),
  }
}

async function addMembers(
  database: Database,
  input: Parameters<SimulationStore['addMembers']>[0],
): ReturnType<SimulationStore['addMembers']> {
  const { clientAppToken, applicationName, clients, at } = input
  return database.write(async (tx) => {
    await tx.prisma.$executeRaw`
      INSERT INTO "ClientAppToken" ("clientAppToken", "kind", "applicationName", "tokenScope", "emptySince", "createdAt")
      VALUES (${clientAppToken}, 'shared', ${applicationName}, '', ${at}, ${at})
      ON CONFLICT ("clientAppToken") DO NOTHING`
    const [token] = await lockTokens(tx, [clientAppToken])
    if (token === undefined) throw new Error('the new token of the simulation is missing')
    const rows = tx.dialect.rows({ id: 'text', name: 'text' }, clients)
    await tx.prisma.$executeRaw`
      INSERT INTO "AoiClient" ("id", "secretHash", "name", "platform", "createdAt", "lastSeenAt",
        "indexedAt")
      SELECT r."id", ${SIMULATED_SECRET_HASH}, r."name", ${PLATFORM}, CAST(${at} AS BIGINT), CAST(${at} AS BIGINT),
        CAST(${at} AS BIGINT) FROM ${rows}`
    const { tokenId, headSeq } = token
    const members = await tx.prisma.$queryRaw<{ registrationId: number; aoiClientId: string }[]>`
      INSERT INTO "Registration" ("aoiClientId", "tokenId", "startSeq", "ackedSeq", "createdAt")
      SELECT r."id", ${tokenId}, CAST(${headSeq} AS BIGINT), CAST(${headSeq} AS BIGINT), CAST(${at} AS BIGINT) FROM ${rows}
      RETURNING "id" AS "registrationId", "aoiClientId"`
    await tx.prisma.clientAppToken.updateMany({
      where: { id: tokenId },
      data: { memberCount: { increment: members.length }, emptySince: null },
    })
    return { tokenId, members: members.sort((a, b) => a.registrationId - b.registrationId) }
  })
}

async function listTokens(database: Database, applicationName: string) {
  const read = await database.read(({ prisma }) =>
    prisma.clientAppToken.findMany({ where: { applicationName }, orderBy: { id: 'desc' }, take: 100 }),
  )
  return read.map(({ id, memberCount, createdAt }) => ({
    ...{ tokenId: id, members: memberCount, createdAt: Number(createdAt) },
  }))
}

async function removeStep(
  database: Database,
  { tokenId, applicationName, rows }: { tokenId: number; applicationName: string; rows: number },
): Promise<number> {
  return database.write(async (tx) => {
    const [token] = await lockTokensById(tx, [tokenId])
    if (token?.applicationName !== applicationName) return 0
    const { prisma } = tx
    const members = await prisma.registration.findMany({
      where: { tokenId },
      orderBy: { id: 'asc' },
      take: rows,
    })
    if (members.length > 0) {
      await prisma.registration.deleteMany({ where: { id: { in: members.map(({ id }) => id) } } })
      const ids = members.map(({ aoiClientId }) => aoiClientId)
      await prisma.aoiClient.deleteMany({ where: { id: { in: ids }, secretHash: SIMULATED_SECRET_HASH } })
      return members.length
    }
    const records = await prisma.ackRecord.findMany({ where: { tokenId }, take: rows, select: { id: true } })
    if (records.length > 0) {
      await prisma.ackRecord.deleteMany({ where: { id: { in: records.map(({ id }) => id) } } })
      return records.length
    }
    const removed = await removeNotifications(tx, Prisma.sql`"tokenId" = ${tokenId}`)
    await prisma.clientAppToken.deleteMany({ where: { id: tokenId } })
    return removed + 1
  })
}
