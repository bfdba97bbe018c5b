import type { CursorMove } from '../../server/core/store.ts'
import type { OpenedStore } from '../../server/db/open-store.ts'
import { time } from './costs.ts'
import { type Filler, idOfNotification, nameOfClient } from './fill.ts'

const TOKEN = 1
/** Entries in the block of ack records of the notification under test, all acknowledged by all members. */
const LOG = 1000
const ASKED = 500
const FLUSH = 1000

type Input = { store: OpenedStore; filler: Filler; members: number; now: number }

/**
 * Measures, in milliseconds, the queries for the outcomes of a notification with many members: all pending, all acked
 * in random order, all gone.
 */
export async function measureOutcomes(input: Input): Promise<[state: string, ...milliseconds: number[]][]> {
  const { filler, members } = input
  await filler.addTokens(TOKEN, TOKEN, { headSeq: LOG, members })
  await filler.addAoiClients(1, members)
  await filler.addRegistrations(1, members, { client: 'i', token: '1', ackedSeq: ASKED - 1 })
  await filler.addNotifications(1, LOG, { token: '1', seq: 'i', recipients: members })
  const pending = await ask(input)
  await acknowledge(input)
  const acked = await ask(input)
  await filler.execute(
    `UPDATE "Registration" SET "ackedSeq" = 0, "endSeq" = ${LOG}, "endedAt" = 1, "generation" = "id"`,
  )
  return [
    ['pending', ...pending],
    ['acked', ...acked],
    ['revoked', ...(await ask(input))],
  ]
}

async function ask({ store, members, now }: Input): Promise<number[]> {
  const id = idOfNotification(ASKED)
  const aoiClientId = nameOfClient(Math.floor(members / 2))
  return [
    await time(() => store.findNotification({ id, now })),
    await time(() => store.listDeliveries({ id, now, limit: 1000 })),
    await time(() => store.findDelivery({ id, aoiClientId, now })),
  ]
}

/** Acknowledges the notification under test through the store, and copies its records for its neighbours. */
async function acknowledge({ store, filler, members, now }: Input): Promise<void> {
  const order = Array.from({ length: members }, (_, index) => index + 1)
    .map((id) => ({ id, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
  for (let first = 0; first < members; first += FLUSH) {
    const moves = order.slice(first, first + FLUSH).map(
      ({ id }): CursorMove => ({
        registrationId: id,
        tokenId: TOKEN,
        sessionNumber: 0,
        fromSeq: ASKED - 1,
        toSeq: ASKED,
        gaps: [],
        at: now,
      }),
    )
    await store.moveCursors(moves)
  }
  await filler.execute(`
    WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < ${LOG})
    INSERT INTO "AckRecord" ("tokenId", "fromSeq", "toSeq", "fromRegistrationId", "toRegistrationId", "ackedAt", "expiresAt", "runs")
    SELECT "tokenId", i, i, "fromRegistrationId", "toRegistrationId", "ackedAt", "expiresAt", "runs"
    FROM s CROSS JOIN "AckRecord" WHERE i <> ${ASKED} AND "fromSeq" = ${ASKED}`)
}
