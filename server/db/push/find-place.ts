import type { LogPlace } from '#server/core/push-members/push-store.ts'
import type { Database } from '../connection/database.ts'
import type { Whole } from '../log/outcomes.ts'

type PlaceRow = { aoiClientId: string; startSeq: Whole; ackedSeq: Whole; headSeq: Whole }

/** `PushStore.findPlace`: one raw statement, because every confirmation of a push member reads it. */
export async function findPlace(database: Database, registrationId: number): Promise<LogPlace | undefined> {
  const [row] = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<PlaceRow[]>`
      SELECT r."aoiClientId", r."startSeq", r."ackedSeq", t."headSeq"
      FROM "Registration" r JOIN "ClientAppToken" t ON t."id" = r."tokenId"
      WHERE r."id" = ${registrationId} AND r."generation" = 0`,
  )
  if (row === undefined) return undefined
  const { aoiClientId, startSeq, ackedSeq, headSeq } = row
  const [start, acked, head] = [Number(startSeq), Number(ackedSeq), Number(headSeq)]
  return { aoiClientId, startSeq: start, ackedSeq: acked, headSeq: head }
}
