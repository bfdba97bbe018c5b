import { describe, expect, test } from 'vitest'
import { LIMITS } from '#protocol'
import type { OpenStore } from './actors.ts'
import { addClient, addMember, newTokenName, START, WEATHER } from './actors.ts'

/** Opens a store and its database. Statements add the rows, because it would take a minute through the store. */
export type OpenToFill = () => Promise<
  Awaited<ReturnType<OpenStore>> & { execute(sql: string): Promise<void> }
>

/** A contract of its own, because it also needs the database. */
export function describeLimits(open: OpenToFill): void {
  const it = test.extend<{ opened: Awaited<ReturnType<OpenToFill>> }>({
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern which fixtures this one needs.
    opened: async ({}, use) => {
      const opened = await open()
      await use(opened)
      await opened.remove()
    },
  })
  describe('limits', () => {
    it('refuse one registration more than an AOI Client may hold', async ({ opened }) => {
      const { store, execute } = opened
      const aoiClientId = await addClient(store)
      for (const sql of registrationsOf(aoiClientId, LIMITS.registrationsPerClient - 1)) await execute(sql)
      const last = newTokenName()
      expect((await addMember(store, { clientAppToken: last, aoiClientId })).created).toBe(true)
      const refused = addMember(store, { clientAppToken: newTokenName(), aoiClientId })
      await expect(refused).rejects.toMatchObject({
        code: 'invalid',
        message: 'an AOI Client may hold 1000 registrations: deregister one first',
      })
      await store.deregister({ aoiClientId, clientAppToken: last, at: START })
      expect((await addMember(store, { clientAppToken: newTokenName(), aoiClientId })).created).toBe(true)
    })

    it('count an AOI Client as awaited once it has more notifications than one walk reads', async ({
      opened,
    }) => {
      const { store, execute } = opened
      const member = await addMember(store, { clientAppToken: newTokenName() })
      const now = START + 86_400_000
      const isAwaited = () => store.isAwaited({ aoiClientId: member.aoiClientId, now })
      await execute(expiredOf(member.tokenId, { first: 1, last: LIMITS.awaitedWalkRows - 1 }))
      expect(await isAwaited()).toBe(false)
      await execute(
        expiredOf(member.tokenId, { first: LIMITS.awaitedWalkRows, last: LIMITS.awaitedWalkRows }),
      )
      expect(await isAwaited()).toBe(true)
    })

    it('remove the oldest connections of flight recorders above the most in all', async ({ opened }) => {
      const { store, execute } = opened
      const aoiClientId = await addClient(store)
      const ended = { aoiClientId, openedAt: START, at: START + 1 }
      await store.closeSessions([{ ...ended, sessionNumber: 1 }])
      await store.closeSessions([{ ...ended, sessionNumber: 2 }])
      await execute(
        `UPDATE "FlightConnection" SET "id" = ${LIMITS.flightConnectionsKept} + "id" WHERE "sessionNumber" = 2`,
      )
      expect(await store.sweep({ now: START + 2, rows: 10 })).toBe(1)
      const found = await store.dashboard.listFlightConnections(aoiClientId)
      expect(found.map(({ sessionNumber }) => sessionNumber)).toEqual([2])
      expect(await store.sweep({ now: START + 2, rows: 10 })).toBe(0)
    })
  })
}

function registrationsOf(aoiClientId: string, count: number): string[] {
  return [
    `INSERT INTO "ClientAppToken" ("clientAppToken", "kind", "applicationName", "tokenScope", "memberCount", "createdAt")
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
     SELECT 'g1' || i, 'shared', '${WEATHER}', '', 1, ${START} FROM n`,
    `INSERT INTO "Registration" ("aoiClientId", "tokenId", "startSeq", "ackedSeq", "createdAt")
     SELECT '${aoiClientId}', t."id", 0, 0, ${START} FROM "ClientAppToken" t`,
  ]
}

function expiredOf(tokenId: number, { first, last }: { first: number; last: number }): string {
  return `INSERT INTO "Notification" ("tokenId", "seq", "id", "payload", "urgency", "ttlSeconds", "acceptedAt", "expiresAt",
       "recipients", "serverApplicationId")
     WITH RECURSIVE n(i) AS (SELECT ${first} UNION ALL SELECT i + 1 FROM n WHERE i < ${last})
     SELECT ${tokenId}, i, 'expired ' || i, '1', 'normal', 60, ${START}, ${START} + 60000, 1, 'forecast' FROM n`
}
