import { LIMITS } from '#protocol'
import type { EnrolmentCode, NewAoiClient, NewEnrolmentCode, Page, PageRequest } from '#server/core/store.ts'
import type { Connection, Database } from '../connection/database.ts'
import { makePage, newestFirst, newestPlace } from '../connection/paging.ts'
import type { EnrolmentCodeModel } from '../generated/sqlite/models/EnrolmentCode.ts'
import { takeTurns } from '../operators/take-turns.ts'

/** The time for which codes that are over stay in the list. */
const OVER_KEPT_MS = LIMITS.refusalKeptSeconds * 1000

/**
 * Creates a code, and makes room for it first. It deletes codes of the demo page that are over, and other codes that
 * have been over for long. If there is still no room, it deletes the oldest codes that are over. Returns false if there
 * are `LIMITS.enrolmentCodes` valid codes.
 */
export async function createEnrolmentCode(
  database: Database,
  { isOnly = false, ...code }: NewEnrolmentCode & { isOnly?: boolean },
): Promise<boolean | string> {
  return database.write(async (connection) => {
    const { prisma } = connection
    if (isOnly) await takeTurns(connection)
    const valid = isOnly ? await findValidCode(prisma, code) : undefined
    if (valid !== undefined) return valid
    const overBefore = code.createdAt - OVER_KEPT_MS
    await prisma.enrolmentCode.deleteMany({
      where: {
        OR: [
          { kind: 'demo', expiresAt: { lte: code.createdAt } },
          { expiresAt: { lte: overBefore } },
          { revokedAt: { lte: overBefore } },
        ],
      },
    })
    const surplus = (await prisma.enrolmentCode.count()) - LIMITS.enrolmentCodes + 1
    if (surplus > 0 && !(await deleteOldestOver(prisma, { at: code.createdAt, rows: surplus }))) return false
    await prisma.enrolmentCode.create({ data: code })
    return true
  })
}

async function findValidCode(
  prisma: Connection['prisma'],
  { name, createdAt: at }: NewEnrolmentCode,
): Promise<string | undefined> {
  const [found] = await prisma.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "EnrolmentCode"
    WHERE "kind" = 'device' AND "name" = ${name} AND "revokedAt" IS NULL
      AND ("expiresAt" IS NULL OR "expiresAt" > ${at}) AND ("usesMax" IS NULL OR "uses" < "usesMax")
    ORDER BY "createdAt", "id" LIMIT 1`
  return found?.id
}

/** Deletes the oldest `rows` codes that are over. Returns false if there are fewer. */
async function deleteOldestOver(
  prisma: Connection['prisma'],
  { at, rows }: { at: number; rows: number },
): Promise<boolean> {
  const deleted = await prisma.$executeRaw`
    DELETE FROM "EnrolmentCode" WHERE "id" IN (
      SELECT "id" FROM "EnrolmentCode"
      WHERE "revokedAt" IS NOT NULL OR "expiresAt" <= ${at} OR "uses" >= "usesMax"
      ORDER BY "createdAt", "id" LIMIT ${rows})`
  return deleted >= rows
}

export async function findEnrolmentCode(database: Database, id: string): Promise<EnrolmentCode | undefined> {
  const found = await database.read(({ prisma }) => prisma.enrolmentCode.findUnique({ where: { id } }))
  return found === null ? undefined : toEnrolmentCode(found)
}

/** Returns codes for devices, also those that are over, the newest first. */
export async function listEnrolmentCodes(
  database: Database,
  page: PageRequest,
): Promise<Page<EnrolmentCode>> {
  const { where, ...order } = newestFirst(page)
  const read = await database.read(({ prisma }) =>
    prisma.enrolmentCode.findMany({
      where: { kind: 'device', ...where },
      ...order,
    }),
  )
  return makePage(page, { read, row: toEnrolmentCode, place: newestPlace })
}

export async function revokeEnrolmentCode(
  database: Database,
  { id, at }: { id: string; at: number },
): Promise<boolean> {
  const { count } = await database.write(({ prisma }) =>
    prisma.enrolmentCode.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: at } }),
  )
  return count > 0
}

/**
 * Uses the code once, if it is still valid. Returns whether it was. This is one conditional statement in the
 * transaction that makes the AOI Client, so two AOI Clients cannot both get the last use.
 */
export async function takeEnrolment(
  { prisma }: Connection,
  { enrolmentCodeId, createdAt }: Pick<NewAoiClient, 'enrolmentCodeId' | 'createdAt'>,
): Promise<boolean> {
  const used = await prisma.$executeRaw`
    UPDATE "EnrolmentCode" SET "uses" = "uses" + 1, "lastUsedAt" = CAST(${createdAt} AS BIGINT)
    WHERE "id" = ${enrolmentCodeId} AND "revokedAt" IS NULL AND ("expiresAt" IS NULL OR "expiresAt" > ${createdAt})
      AND ("usesMax" IS NULL OR "uses" < "usesMax")`
  return used > 0
}

function toEnrolmentCode(row: EnrolmentCodeModel): EnrolmentCode {
  return {
    ...{ id: row.id, secretHash: row.secretHash, name: row.name, createdBy: row.createdBy, uses: row.uses },
    kind: row.kind === 'demo' ? 'demo' : 'device',
    createdAt: Number(row.createdAt),
    ...(row.expiresAt !== null && { expiresAt: Number(row.expiresAt) }),
    ...(row.usesMax !== null && { usesMax: row.usesMax }),
    ...(row.lastUsedAt !== null && { lastUsedAt: Number(row.lastUsedAt) }),
    ...(row.revokedAt !== null && { revokedAt: Number(row.revokedAt) }),
  }
}
