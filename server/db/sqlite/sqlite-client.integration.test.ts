import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { makeTemporaryDirectory } from '#server/testing/temporary-database.ts'
import { CommittingClient } from './sqlite-client.ts'

async function openClient(): Promise<CommittingClient> {
  const directory = await makeTemporaryDirectory()
  const client = new CommittingClient(join(directory.path, 'a.db'))
  onTestFinished(async () => {
    client.close()
    await directory.remove()
  })
  await client.execute('PRAGMA journal_mode = WAL')
  await client.execute('CREATE TABLE "T" ("id" INTEGER PRIMARY KEY)')
  return client
}

async function readIds(client: CommittingClient): Promise<unknown[]> {
  return (await client.execute('SELECT "id" FROM "T"')).rows.map((row) => row[0])
}

/** Runs everything that needs no turn of the event loop. */
async function runMicrotasks(): Promise<void> {
  for (let step = 0; step < 100; step += 1) await Promise.resolve()
}

it('commits without blocking the event loop, and resolves when the commit is done', async () => {
  const client = await openClient()
  await client.execute('BEGIN IMMEDIATE')
  await client.execute({ sql: 'INSERT INTO "T" VALUES (?)', args: [1] })
  let settled = false
  const committing = client.execute('COMMIT').then(() => {
    settled = true
  })
  await runMicrotasks()
  expect(settled).toBe(false)
  await nextTurn()
  await committing
  expect(await readIds(client)).toEqual([1])
})

it('rejects a failed commit like the driver does, and goes on', async () => {
  const client = await openClient()
  await expect(client.execute('COMMIT')).rejects.toMatchObject({
    code: expect.stringMatching(/^SQLITE/),
    rawCode: 1,
  })
  await client.execute('BEGIN IMMEDIATE')
  await client.execute('COMMIT')
  expect(await readIds(client)).toEqual([])
})

it('leaves a transaction open when its commit violates a foreign key, so that it can be rolled back', async () => {
  const client = await openClient()
  await client.execute('PRAGMA foreign_keys = ON')
  await client.execute('CREATE TABLE "C" ("t" INTEGER REFERENCES "T" DEFERRABLE INITIALLY DEFERRED)')
  await client.execute('BEGIN IMMEDIATE')
  await client.execute('INSERT INTO "C" VALUES (7)')
  await expect(client.execute('COMMIT')).rejects.toMatchObject({ rawCode: 787 })
  await client.execute('ROLLBACK')
  expect((await client.execute('SELECT * FROM "C"')).rows).toEqual([])
})
