import { expect, it, onTestFinished } from 'vitest'
import { LIMITS } from '#protocol'
import { systemClock } from '#server/ops/system-clock.ts'
import { openTemporaryStore } from '#server/testing/temporary-database.ts'

const ROWS = LIMITS.listStepRows + 1
const ROW = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS})`
/** The tests search for the oldest row of each table, which is one row further back than a step goes. */
const FILL = `
  ${ROW} INSERT INTO "AuditEvent" ("actor", "action", "subject", "at")
    SELECT CASE i WHEN 1 THEN 'rare' ELSE 'usual' END, 'key.create', 'key', i FROM n;
  ${ROW} INSERT INTO "RegistrationRefusal" ("code", "reason", "at")
    SELECT CASE i WHEN 1 THEN '503' ELSE '400' END, 'refused', i FROM n;
  INSERT INTO "ClientAppToken" ("id", "clientAppToken", "kind", "applicationName", "tokenScope", "createdAt")
    VALUES (1, 'g1', 'shared', 'rare', '', 1), (2, 'g2', 'shared', 'usual', '', 1);
  ${ROW} INSERT INTO "AoiClient" ("id", "secretHash", "createdAt", "lastSeenAt") SELECT 'ac_' || i, '', 1, 1 FROM n;
  ${ROW} INSERT INTO "Registration" ("aoiClientId", "tokenId", "startSeq", "ackedSeq", "createdAt")
    SELECT 'ac_' || i, CASE i WHEN 1 THEN 1 ELSE 2 END, 0, 0, i FROM n`

it('stops a step of a search at its limit of rows, and continues from there', async () => {
  const { store, execute, remove } = await openTemporaryStore({ clock: systemClock })
  onTestFinished(remove)
  await execute(FILL)
  const { dashboard } = store
  const searches = [
    (place: { cursor: string | undefined; limit: number }) =>
      dashboard.listAudit({ ...place, filter: { actor: 'rare' } }),
    (place: { cursor: string | undefined; limit: number }) =>
      dashboard.listRefusals({ ...place, filter: { code: '503' } }),
    (place: { cursor: string | undefined; limit: number }) =>
      dashboard.listRegistrations({ ...place, filter: { applicationName: 'rare' } }),
  ]
  for (const search of searches) {
    const stopped = await search({ cursor: undefined, limit: 10 })
    expect(stopped).toMatchObject({ rows: [], partial: true })
    const found = await search({ cursor: stopped.nextCursor, limit: 10 })
    expect(found.rows).toHaveLength(1)
    expect(found).not.toHaveProperty('partial')
    expect(found).not.toHaveProperty('nextCursor')
  }
})
