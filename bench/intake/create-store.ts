import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import { PrismaPg } from '@prisma/adapter-pg'
import type { AppendRequest } from '../../server/core/store.ts'
import { PrismaClient as PostgresqlClient } from '../../server/db/generated/postgresql/client.ts'
import { PrismaClient } from '../../server/db/generated/sqlite/client.ts'
import type { Env } from '../../server/env.ts'

/** Far from the seqs that the server assigns, so that rows of its own start-up cannot collide. */
const FIRST_SEQ = 1_000_000_000

/** Stores each request as one row by one statement, synchronised to disk. The adapters keep their default settings. */
export async function openCreateStore(
  env: Pick<Env, 'databaseUrl' | 'dataDirectory'>,
): Promise<(request: AppendRequest) => Promise<void>> {
  const prisma = await openClient(env)
  const { id: tokenId } = await prisma.clientAppToken.create({
    data: { clientAppToken: 'bench', kind: 'shared', applicationName: 'bench', tokenScope: '', createdAt: 0 },
  })
  let seq = FIRST_SEQ
  return async (request) => {
    for (const { clientAppToken: _, ...notification } of request.notifications) {
      const { acceptedAt, serverApplicationId } = request
      const expiresAt = acceptedAt + notification.ttlSeconds * 1000
      seq += 1
      await prisma.notification.create({
        data: { ...notification, tokenId, seq, acceptedAt, expiresAt, serverApplicationId, recipients: 1 },
      })
    }
  }
}

async function openClient(env: Pick<Env, 'databaseUrl' | 'dataDirectory'>): Promise<PrismaClient> {
  if (env.databaseUrl !== undefined) {
    const adapter = new PrismaPg({ connectionString: env.databaseUrl, max: 10 })
    return new PostgresqlClient({ adapter }) as unknown as PrismaClient
  }
  const url = pathToFileURL(join(env.dataDirectory, 'aoi.db')).href
  const prisma = new PrismaClient({ adapter: new PrismaLibSql({ url }) })
  await prisma.$executeRawUnsafe('PRAGMA synchronous = FULL')
  return prisma
}
