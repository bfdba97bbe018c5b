import { LIMITS } from '#protocol'
import type { AppendedAgain, Store } from '#server/core/store.ts'
import type { Database, RawConnection } from './database.ts'
import { selectAllRecipients } from './notifications.ts'
import { type FoundPlace, selectLogPlace } from './outcome-statements.ts'
import { findEnding } from './outcomes.ts'
import { lockTokensById, updateHeads } from './token-statements.ts'

type Input = Parameters<Store['appendAgain']>[0]

/**
 * `Store.appendAgain`. Under the token's lock nobody's outcome changes and nobody leaves, so exactly those are named who
 * are without it. A row a recipient: this is an operator's act, not the way of notifications.
 */
export async function appendAgain(database: Database, input: Input): Promise<AppendedAgain | undefined> {
  return database.writeRaw(async (tx) => {
    const found = await selectLogPlace(tx, input.id)
    if (found === undefined) return undefined
    const [token] = await lockTokensById(tx, [found.place.tokenId])
    const recipients = await findMissing(tx, { id: input.id, found, now: input.acceptedAt })
    if (token === undefined || recipients.length === 0) return undefined
    const place = { tokenId: token.tokenId, seq: token.headSeq + 1 }
    await insertAgain(tx, { ...input, ...place, recipients: recipients.length })
    await insertRecipients(tx, { place, recipients })
    await updateHeads(tx, [{ tokenId: place.tokenId, headSeq: place.seq }])
    return { ...place, recipients: recipients.length }
  })
}

type Sought = { id: string; found: FoundPlace; now: number }

/** The registrations that are active and never get it; none while it is live, for they still do. */
async function findMissing(tx: RawConnection, sought: Sought): Promise<number[]> {
  const { found, now } = sought
  if (findEnding(found, now) === undefined) return []
  const { registrations, ackTimes } = await selectAllRecipients(tx, { ...found.place, now })
  const served = await findServed(tx, sought)
  return registrations
    .filter(({ endedAt }) => endedAt === null)
    .map(({ registrationId }) => registrationId)
    .filter((registrationId) => !ackTimes.has(registrationId) && !served.has(registrationId))
}

/** Those who have it by an earlier sending again, or wait for that. */
async function findServed(tx: RawConnection, { id, found, now }: Sought): Promise<Set<number>> {
  const { tokenId, seq } = found.place
  const earlier = await tx.prisma.$queryRaw<{ id: string }[]>`
    SELECT n."id" FROM (SELECT DISTINCT "tokenId", "seq" FROM "Recipient" WHERE "tokenId" = ${tokenId} AND "seq" > ${seq}) p
    JOIN "Notification" n ON n."tokenId" = p."tokenId" AND n."seq" = p."seq" WHERE n."resendOf" = ${id}`
  const served = new Set<number>()
  for (const again of earlier) {
    const place = await selectLogPlace(tx, again.id)
    if (place === undefined) continue
    const isOver = findEnding(place, now) !== undefined
    const { registrations, ackTimes } = await selectAllRecipients(tx, { ...place.place, now })
    for (const { registrationId } of registrations)
      if (!isOver || ackTimes.has(registrationId)) served.add(registrationId)
  }
  return served
}

type Again = Input & { tokenId: number; seq: number; recipients: number }

/** Without the topic: it would replace what the others still wait for. What was due now or never has a minute. */
async function insertAgain(tx: RawConnection, again: Again): Promise<void> {
  const [{ ttlSeconds = 0 } = {}] = await tx.prisma.$queryRaw<{ ttlSeconds: number }[]>`
    SELECT n."ttlSeconds" FROM "Notification" n WHERE n."id" = ${again.id}`
  const ttl = Math.max(ttlSeconds, LIMITS.resendTtlSecondsMin)
  const columns = {
    tokenId: 'integer',
    seq: 'bigint',
    id: 'text',
    ttlSeconds: 'integer',
    acceptedAt: 'bigint',
    expiresAt: 'bigint',
    recipients: 'integer',
    serverApplicationId: 'text',
    resendOf: 'text',
  } as const
  const row = {
    ...{ ...again, id: again.newId, resendOf: again.id, ttlSeconds: ttl },
    expiresAt: again.acceptedAt + ttl * 1000,
  }
  await tx.prisma.$executeRaw`
    INSERT INTO "Notification" ("tokenId", "seq", "id", "payload", "headers", "urgency", "ttlSeconds", "acceptedAt",
      "expiresAt", "recipients", "serverApplicationId", "resendOf", "applicationKey")
    SELECT r."tokenId", r."seq", r."id", n."payload", n."headers", n."urgency", r."ttlSeconds", r."acceptedAt",
      r."expiresAt", r."recipients", r."serverApplicationId", r."resendOf", n."applicationKey"
    FROM ${tx.dialect.rows(columns, [row])} JOIN "Notification" n ON n."id" = r."resendOf"`
}

async function insertRecipients(
  tx: RawConnection,
  { place, recipients }: { place: { tokenId: number; seq: number }; recipients: readonly number[] },
): Promise<void> {
  const columns = { tokenId: 'integer', seq: 'bigint', registrationId: 'integer' } as const
  const rows = recipients.map((registrationId) => ({ ...place, registrationId }))
  await tx.prisma.$executeRaw`
    INSERT INTO "Recipient" ("tokenId", "seq", "registrationId")
    SELECT r."tokenId", r."seq", r."registrationId" FROM ${tx.dialect.rows(columns, rows)}`
}
