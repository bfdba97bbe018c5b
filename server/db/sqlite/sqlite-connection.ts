import { pathToFileURL } from 'node:url'
import type { Client } from '@libsql/client'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { SingleConnection, statement } from '../connection/single-connection.ts'
import { DirectAdapter } from './direct-adapter.ts'
import { CommittingClient } from './sqlite-client.ts'

/** The driver waits inside the event loop, so a write of another process can block this one for this long. */
export const BUSY_TIMEOUT_MS = 500

/** The values that SQLite must report: with others a write is not durable. */
const REQUIRED_PRAGMAS = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1 } as const

/** Opens one connection to the database file at `path`, set and checked for durability. */
export function connectSqlite(path: string): Promise<SqlDriverAdapter> {
  return SingleConnection.connect(() => open(path))
}

/** The adapter of Prisma on our client of the driver. */
class AdapterFactory extends PrismaLibSql {
  readonly #client: CommittingClient

  constructor(path: string, client: CommittingClient) {
    super({ url: pathToFileURL(path).href })
    this.#client = client
  }

  override createClient(): Client {
    return this.#client
  }
}

async function open(path: string): Promise<SqlDriverAdapter> {
  const client = new CommittingClient(path)
  const adapter = new DirectAdapter(await new AdapterFactory(path, client).connect(), client)
  try {
    await prepareConnection(adapter)
    return adapter
  } catch (error) {
    await adapter.dispose()
    throw error
  }
}

/**
 * Sets WAL, FULL, foreign keys and the overwriting of freed content, and reads back what makes writes durable. Throws one
 * sentence if the database does not comply.
 */
export async function prepareConnection(adapter: SqlDriverAdapter): Promise<void> {
  await adapter.queryRaw(statement(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`))
  await adapter.queryRaw(statement('PRAGMA journal_mode = WAL'))
  await adapter.executeRaw(statement('PRAGMA synchronous = FULL'))
  await adapter.executeRaw(statement('PRAGMA foreign_keys = ON'))
  // From the first write on: SQLite also leaves copies of living rows behind when it moves them between pages.
  await adapter.queryRaw(statement('PRAGMA secure_delete = ON'))
  await requirePragmas(adapter)
}

/** Reads the pragmas of durability back. Throws one sentence that names the first wrong value. */
export async function requirePragmas(adapter: Pick<SqlDriverAdapter, 'queryRaw'>): Promise<void> {
  for (const [pragma, required] of Object.entries(REQUIRED_PRAGMAS)) {
    const answer = (await adapter.queryRaw(statement(`PRAGMA ${pragma}`))).rows[0]?.[0]
    if (String(answer) !== String(required)) {
      throw new Error(
        `The embedded database answers ${pragma} = ${String(answer)} instead of ${required}. Without that value it can lose accepted notifications, so the server does not start.`,
      )
    }
  }
}
