import { PrismaPg } from '@prisma/adapter-pg'
import { expect, it, onTestFinished } from 'vitest'
import { registerGroup } from '#server/testing/api-caller.ts'
import { startTestServer } from '#server/testing/start-test-server.ts'
import { createTemporaryPostgresqlDatabase } from '#server/testing/temporary-postgresql.ts'
import { keepData } from './keep-data.ts'

const APPLICATION = 'com.example.chat'

/** Each statement breaks one promise, and leaves the others as they are. The order matters for cursors and heads. */
const BREACHES = `
  UPDATE "ClientAppToken" SET "memberCount" = 9;
  UPDATE "Notification" SET "acked" = 4 WHERE "seq" = 2;
  UPDATE "Notification" SET "acked" = 1 WHERE "seq" = 5;
  UPDATE "Registration" SET "ackedSeq" = -1 WHERE "id" = 1;
  UPDATE "Registration" SET "endSeq" = 5 WHERE "id" = 2;
  UPDATE "StorageUse" SET "bytes" = "bytes" + 1;
  INSERT INTO "Recipient" ("tokenId", "seq", "registrationId") VALUES (1, 2, 1);
  INSERT INTO "AckRecord" ("tokenId", "fromSeq", "toSeq", "fromRegistrationId", "toRegistrationId", "ackedAt", "expiresAt", "runs")
    VALUES (1, 3, 9, 1, 1, 0, 0, '');
  INSERT INTO "ScheduledNotification"
    ("id", "tokenId", "payload", "urgency", "ttlSeconds", "acceptedAt", "deliverAt", "dueAt", "serverApplicationId")
    SELECT "id", 1, '1', 'normal', 60, 0, 5, NULL, 'a' FROM "Notification" WHERE "seq" = 2;
  DELETE FROM "Notification" WHERE "seq" = 3;
  UPDATE "ClientAppToken" SET "headSeq" = 2;
  UPDATE "Realm" SET "epoch" = '';
  UPDATE "AuditEvent" SET "actor" = 'eve';`

it('finds no fault in a PostgreSQL database that a server uses, and a breach of each promise', async () => {
  const { databaseUrl, remove } = await createTemporaryPostgresqlDatabase()
  const server = await startTestServer({ env: { DATABASE_URL: databaseUrl } })
  onTestFinished(async () => {
    await server.stop()
    await remove()
  })
  const clientAppToken = await registerGroup(server.url, 3)
  const key = await server.createKey(APPLICATION)
  for (const payload of [1, 2, 3, 4, 5]) await server.send({ key, clientAppToken, payload })

  const checked: string[] = []
  const report = (sentence: string) => void checked.push(sentence.replace('checking that ', ''))
  const verify = () =>
    keepData.verify({ dataDirectory: server.dataDirectory, databaseUrl, notificationSeconds: 86_400, report })
  expect(await verify()).toEqual({ checks: 14, faults: [] })

  const adapter = await new PrismaPg(databaseUrl).connect()
  await adapter.executeScript(BREACHES)
  await adapter.dispose()
  const { faults } = await verify()
  expect([...new Set(faults.map(({ check }) => check))]).toEqual([...new Set(checked)])
})
