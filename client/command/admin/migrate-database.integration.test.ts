import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { APPLICATION } from '../../../server/testing/faults/cast.ts'
import { expectDelivered } from '../../../server/testing/faults/expect-delivered.ts'
import { Receiver } from '../../../server/testing/faults/receiver.ts'
import { Sender } from '../../../server/testing/faults/sender.ts'
import { ServerProcess } from '../../../server/testing/server-process.ts'
import { makeTemporaryDirectory } from '../../../server/testing/temporary-database.ts'
import { createTemporaryPostgresqlDatabase } from '../../../server/testing/temporary-postgresql.ts'
import { runAoi } from '../testing/run-aoi.ts'

const SEED = 'the seed of all members'

it('AOI Clients with unacknowledged notifications get each once and in order after a move to PostgreSQL', async () => {
  const [before, directory, target] = await Promise.all([
    ServerProcess.start(),
    makeTemporaryDirectory(),
    createTemporaryPostgresqlDatabase(),
  ])
  const { url, dataDirectory } = before
  const after = await ServerProcess.prepare({
    ...{ dataDirectory, databaseUrl: target.databaseUrl },
    env: { PORT: new URL(url).port, AOI_PUBLIC_URL: url },
  })
  const receivers: Receiver[] = []
  const open = async (name: string) => {
    const receiver = await Receiver.open({ name, serverUrl: url, directory: join(directory.path, name) })
    receivers.push(receiver)
    return receiver
  }
  onTestFinished(async () => {
    await Promise.all(receivers.map(({ client }) => client.close()))
    await after.remove()
    await Promise.all([before.remove(), directory.remove(), target.remove()])
  })
  const [online, offline] = [await open('online'), await open('offline')]
  const { token } = await online.join({ applicationName: APPLICATION, tokenSeed: SEED })
  await offline.join({ applicationName: APPLICATION, tokenSeed: SEED })
  const sender = new Sender({ url, key: await before.createKey(APPLICATION) })
  const send = async (count: number) => {
    for (let sent = 0; sent < count; sent++) await sender.send(token, sender.accepted.length)
  }
  await send(10)
  await expect.poll(() => receivers.map(({ receipts }) => receipts.length)).toEqual([10, 10])
  await offline.client.close()
  await send(20)
  // The online one may have acknowledged only some of these.
  await before.run.end('SIGTERM')
  const moved = await runAoi(['admin', 'migrate-database', '--json', '--data-dir', dataDirectory], {
    env: { DATABASE_URL: target.databaseUrl },
  })
  expect(moved).toMatchObject({ exitCode: 0, stderr: '' })
  expect(JSON.parse(moved.stdout).tables).toContainEqual(
    expect.objectContaining({ table: 'Notification', rows: 30 }),
  )
  await after.begin().ready
  expect(after.errors).not.toContain('newEpoch')
  await send(10)
  const back = await Receiver.open({
    ...{ name: 'offline', serverUrl: url, directory: join(directory.path, 'offline') },
  })
  await back.join({ applicationName: APPLICATION, tokenSeed: SEED })
  back.receipts.unshift(...offline.receipts)
  receivers[1] = back
  await expectDelivered({ accepted: sender.accepted, receivers, sender })
})

it('a move without DATABASE_URL is refused', async () => {
  const { exitCode, stderr } = await runAoi(['admin', 'migrate-database'])
  expect(exitCode).toBe(2)
  expect(stderr).toContain('DATABASE_URL is missing')
})
