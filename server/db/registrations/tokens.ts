import { isGranted } from '#server/core/server-applications/grants.ts'
import type { KeyScope } from '#server/core/server-applications/key-scope.ts'
import type { Page, PageRequest, TokenRow } from '#server/core/store.ts'
import type { Connection, Database, RawConnection } from '../connection/database.ts'
import { decodeCursor, makePage, namedPlace, rowsToRead } from '../connection/paging.ts'
import { Prisma } from '../generated/sqlite/client.ts'

type TokenRead = {
  id: number
  clientAppToken: string
  applicationName: string
  kind: string
  memberCount: number
  headSeq: number | bigint
  createdAt: number | bigint
}

type TokenQuery = PageRequest & { scope?: KeyScope; applicationName?: string }

export async function findToken(database: Database, clientAppToken: string): Promise<TokenRow | undefined> {
  const found = await database.read(({ prisma }) =>
    prisma.clientAppToken.findUnique({ where: { clientAppToken } }),
  )
  return found === null ? undefined : toTokenRow(found)
}

/** By ApplicationName, then by age. */
export async function listTokens(database: Database, page: TokenQuery): Promise<Page<TokenRow>> {
  const place = decodeCursor(page.cursor, namedPlace)
  const read = await database.read(async (connection) => {
    const names = await findNames(connection, page)
    return names?.length === 0 ? [] : selectTokens(connection, { page, names, place })
  })
  return makePage(page, { read, row: toTokenRow, place: (row) => [row.applicationName, row.id] })
}

/**
 * Returns the ApplicationNames that the page is about, or `undefined` for all. A `prefix.*` is resolved to the names
 * that exist.
 */
async function findNames(connection: Connection, page: TokenQuery): Promise<string[] | undefined> {
  const { scope, applicationName } = page
  const grants = scope?.grants
  if (applicationName !== undefined) {
    return grants === undefined || isGranted(grants, applicationName) ? [applicationName] : []
  }
  if (grants === undefined) return undefined
  const isAscii = grants.every((grant) => /^[\x20-\x7e]*$/.test(grant))
  // The database may hold a name that is not ASCII in another Unicode normal form.
  if (isAscii && !grants.some((grant) => grant.endsWith('.*'))) return [...new Set(grants)]
  const names = await selectApplicationNames(connection)
  return names.filter((name) => isGranted(grants, name))
}

/** Steps from name to name in the index. So its cost grows with the number of applications, not of tokens. */
export async function selectApplicationNames(
  { prisma }: Pick<RawConnection, 'prisma'>,
  atMost?: number,
): Promise<string[]> {
  const limit = atMost === undefined ? Prisma.empty : Prisma.sql`LIMIT ${atMost}`
  const found = await prisma.$queryRaw<{ name: string }[]>`
    WITH RECURSIVE names("name") AS (
      SELECT min(t."applicationName") FROM "ClientAppToken" t
      UNION ALL
      SELECT (SELECT min(t."applicationName") FROM "ClientAppToken" t WHERE t."applicationName" > names."name")
      FROM names WHERE names."name" IS NOT NULL
    )
    SELECT "name" FROM names WHERE "name" IS NOT NULL ${limit}`
  return found.map((row) => row.name)
}

function selectTokens(
  connection: Connection,
  input: {
    page: TokenQuery
    names: readonly string[] | undefined
    place: [name: string, id: number] | undefined
  },
): Promise<TokenRead[]> {
  const { page, names, place } = input
  const named =
    names === undefined
      ? Prisma.sql`true`
      : Prisma.sql`t."applicationName" IN (SELECT r."name" FROM ${connection.dialect.rows(
          { name: 'text' },
          names.map((name) => ({ name })),
        )})`
  const only = page.scope?.tokens
  const limited =
    only === undefined
      ? Prisma.empty
      : Prisma.sql`AND t."clientAppToken" IN (SELECT r."token" FROM ${connection.dialect.rows(
          { token: 'text' },
          only.map((token) => ({ token })),
        )})`
  const after =
    place === undefined
      ? Prisma.empty
      : Prisma.sql`AND (t."applicationName", t."id") > (${place[0]}, ${place[1]})`
  return connection.prisma.$queryRaw<TokenRead[]>`
    SELECT t."id", t."clientAppToken", t."applicationName", t."kind", t."memberCount", t."headSeq", t."createdAt"
    FROM "ClientAppToken" t WHERE ${named} ${limited} ${after}
    ORDER BY t."applicationName", t."id" LIMIT ${rowsToRead(page)}`
}

function toTokenRow(row: TokenRead): TokenRow {
  return {
    tokenId: row.id,
    clientAppToken: row.clientAppToken,
    applicationName: row.applicationName,
    kind: row.kind === 'shared' ? 'shared' : 'unique',
    members: row.memberCount,
    headSeq: Number(row.headSeq),
    createdAt: Number(row.createdAt),
  }
}
