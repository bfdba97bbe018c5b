import { LIMITS } from '#protocol'
import type { KeptNonce } from '#server/core/store.ts'
import type { Database } from '../connection/database.ts'

export async function keepNonce(database: Database, nonce: KeptNonce & { nonceHash: string }): Promise<void> {
  const { aoiClientId } = nonce
  await database.write(async ({ prisma }) => {
    await prisma.tokenProofNonce.create({ data: nonce })
    const older = await prisma.tokenProofNonce.findMany({
      where: { aoiClientId },
      orderBy: [{ expiresAt: 'desc' }, { nonceHash: 'asc' }],
      skip: LIMITS.tokenProofNoncesPerClient,
      select: { nonceHash: true },
    })
    const nonceHash = { in: older.map((each) => each.nonceHash) }
    if (older.length > 0) await prisma.tokenProofNonce.deleteMany({ where: { nonceHash } })
  })
}

/** The call that deletes the row has taken the nonce. */
export async function takeNonce(database: Database, nonceHash: string): Promise<KeptNonce | undefined> {
  const [taken] = await database.write(
    ({ prisma }) => prisma.$queryRaw<{ aoiClientId: string; expiresAt: number | bigint }[]>`
      DELETE FROM "TokenProofNonce" WHERE "nonceHash" = ${nonceHash} RETURNING "aoiClientId", "expiresAt"`,
  )
  return taken && { aoiClientId: taken.aoiClientId, expiresAt: Number(taken.expiresAt) }
}
