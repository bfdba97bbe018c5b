import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { call } from '../api-caller.ts'
import { ServerProcess } from '../server-process.ts'
import { rowsToWalk } from '../table-rows.ts'
import { BreakablePostgresql } from './breakable-postgresql.ts'
import { type DatabaseLoss, LossWatch } from './loss-watch.ts'

let postgresql: BreakablePostgresql
let watch: LossWatch

beforeAll(async () => {
  postgresql = await BreakablePostgresql.start()
  watch = await LossWatch.start(postgresql.server)
})

afterAll(async () => {
  await watch?.stop()
  await postgresql?.remove()
})

let locking: SqlDriverAdapter | undefined

async function alter(...statements: string[]): Promise<void> {
  for (const statement of statements) await postgresql.sql(statement)
}

/** Alters, and ends the connections: existing ones would keep the earlier settings. */
async function change(...statements: string[]): Promise<void> {
  await alter(...statements)
  await postgresql.endConnections()
}

async function lockTables(): Promise<void> {
  locking = await postgresql.connect()
  const query = (sql: string) => locking?.executeRaw({ sql, args: [], argTypes: [] })
  await query('BEGIN; LOCK TABLE "Realm", "Notification" IN ACCESS EXCLUSIVE MODE')
}

const LOSSES: readonly (DatabaseLoss & { standsForOthers?: true })[] = [
  {
    what: 'is restarted',
    standsForOthers: true,
    break: () => postgresql.stop(),
    mend: () => postgresql.start(),
    reason: /lost|no database answers|shutting down/,
  },
  {
    what: 'becomes read-only, as in a failover, and is writable again',
    break: () => postgresql.setReadOnly(true).then(() => postgresql.endConnections()),
    mend: () => postgresql.setReadOnly(false),
    reason: /read-only/,
  },
  {
    what: 'becomes read-only under connections that stay',
    standsForOthers: true,
    break: () => postgresql.setReadOnly(true),
    mend: () => postgresql.setReadOnly(false),
    reason: /read-only/,
  },
  {
    what: 'has another password for the server',
    standsForOthers: true,
    break: () => change(`ALTER ROLE app PASSWORD 'second'`),
    mend: () => alter(`ALTER ROLE app PASSWORD 'first'`),
    reason: /password/,
  },
  {
    what: 'moves to another address under the same name',
    break: () => postgresql.leaveAddress(),
    mend: () => postgresql.moveName(),
    reason: /lost|no database answers/,
  },
  {
    what: 'has no connection left for the server',
    break: () => change('ALTER ROLE app CONNECTION LIMIT 0'),
    mend: () => alter('ALTER ROLE app CONNECTION LIMIT -1'),
    reason: /no free connection/,
  },
  {
    what: 'accepts no connections to the database',
    break: () => change('ALTER DATABASE aoi ALLOW_CONNECTIONS false'),
    mend: () => alter('ALTER DATABASE aoi ALLOW_CONNECTIONS true'),
    reason: /accepts no connections/,
  },
  {
    what: 'is renamed',
    break: () =>
      change('ALTER DATABASE aoi ALLOW_CONNECTIONS false').then(() =>
        postgresql.sql('ALTER DATABASE aoi RENAME TO other'),
      ),
    mend: () => alter('ALTER DATABASE other RENAME TO aoi', 'ALTER DATABASE aoi ALLOW_CONNECTIONS true'),
    reason: /does not exist|accepts no connections/,
  },
  {
    what: 'gives no lock in time',
    standsForOthers: true,
    break: lockTables,
    mend: async () => locking?.dispose(),
    reason: /lock in the database/,
  },
  {
    what: 'cancels every statement by its time limit',
    break: () =>
      change('ALTER ROLE app SET statement_timeout = 1', 'ALTER ROLE app SET lock_timeout = 0').then(
        lockTables,
      ),
    mend: async () => {
      await locking?.dispose()
      await change('ALTER ROLE app RESET statement_timeout')
    },
    reason: /took too long/,
  },
  {
    what: 'has a full disk',
    standsForOthers: true,
    break: () => postgresql.failWrites('53100'),
    mend: () => postgresql.failWrites(undefined),
    reason: /disk of the database is full/,
  },
  {
    what: 'cannot use its files',
    break: () => postgresql.failWrites('58030'),
    mend: () => postgresql.failWrites(undefined),
    reason: /cannot use its files/,
  },
  {
    what: 'accepts statements without answering',
    standsForOthers: true,
    break: async () => postgresql.proxy.hold(),
    mend: async () => postgresql.proxy.release(),
    reason: /more than 3000 ms|did not answer in time/,
  },
]

describe('a server whose PostgreSQL', () => {
  it.each(rowsToWalk(LOSSES, ({ standsForOthers }) => standsForOthers === true))(
    '$what is not ready with a reason, loses nothing, and recovers by itself with two log lines',
    (loss) => watch.expectRecovery(loss),
  )

  it('was lost in all these ways answers as before', async () => {
    expect((await call(watch.url, { path: '/api/ready' })).body).toMatchObject({ status: 'ready' })
    expect(watch.processId).toBe(watch.firstProcessId)
  })
})

describe('a server that starts while PostgreSQL is away', () => {
  it('waits, is alive and not ready with a reason, and serves once the database is available', async () => {
    await postgresql.stop()
    const server = await ServerProcess.prepare(postgresql.server)
    onTestFinished(() => server.remove())
    const run = server.begin()
    const ask = (path: string) => call(server.url, { path })
    await vi.waitFor(async () => expect((await ask('/api/ready')).status).toBe(503), { timeout: 20_000 })
    expect((await ask('/api/ready')).body.reasons).toEqual([
      expect.stringMatching(/lost|no database answers/),
    ])
    expect((await ask('/api/health')).status).toBe(200)
    expect((await ask('/api/v1/tokens')).status).toBe(503)
    await postgresql.start()
    await run.ready
    expect((await ask('/api/ready')).body).toMatchObject({ status: 'ready' })
    const waits = server.output
      .split('\n')
      .filter((line) => line.includes('the server is waiting for its database'))
    expect(waits).toHaveLength(1)
  })
})
