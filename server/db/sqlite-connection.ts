import { pathToFileURL } from 'node:url'
import type { Client } from '@libsql/client'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { SingleConnection, statement } from './single-connection.ts'
import { CommittingClient } from './sqlite-client.ts'

/** The driver waits inside the event loop, so this is how long a foreign writer can hold the process up. */
const BUSY_TIMEOUT_MS = 500

/** What the embedded database must answer before a write is called durable. */
const REQUIRED_PRAGMAS = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1 } as const

/** Opens one connection to the database file at `path`, set and checked for durability. */
export function connectSqlite(path: string): Promise<SqlDriverAdapter> {
  return SingleConnection.connect(() => open(path))
}

/** The adapter of Prisma on our client of the driver. */
class AdapterFactory extends PrismaLibSql {
  readonly #path: string

  constructor(path: string) {
    super({ url: pathToFileURL(path).href })
    this.#path = path
  }

  override createClient(): Client {
    return new CommittingClient(this.#path)
  }
}

async function open(path: string): Promise<SqlDriverAdapter> {
  const adapter = await new AdapterFactory(path).connect()
  try {
    await prepareConnection(adapter)
    return adapter
  } catch (error) {
    await adapter.dispose()
    throw error
  }
}

/** Sets WAL, FULL and foreign keys and reads them back. Throws one sentence when the database does not comply. */
export async function prepareConnection(adapter: SqlDriverAdapter): Promise<void> {
  await adapter.queryRaw(statement(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`))
  await adapter.queryRaw(statement('PRAGMA journal_mode = WAL'))
  await adapter.executeRaw(statement('PRAGMA synchronous = FULL'))
  await adapter.executeRaw(statement('PRAGMA foreign_keys = ON'))
  await requirePragmas(adapter)
}

/** Reads the pragmas of durability back. Throws one sentence naming the first that is not as it must be. */
export async function requirePragmas(adapter: Pick<SqlDriverAdapter, 'queryRaw'>): Promise<void> {
  for (const [pragma, required] of Object.entries(REQUIRED_PRAGMAS)) {
    const answer = (await adapter.queryRaw(statement(`PRAGMA ${pragma}`))).rows[0]?.[0]
    if (String(answer) !== String(required)) {
      throw new Error(
        `The embedded database answers ${pragma} = ${String(answer)} where ${required} is needed to keep what is accepted; the server does not start on it.`,
      )
    }
  }
}
