import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import type { Clock } from '#server/core/clock.ts'
import { statement } from '../connection/single-connection.ts'
import { BUSY_TIMEOUT_MS } from './sqlite-connection.ts'

const RETRY_MILLISECONDS = 10_000

/**
 * Moves everything into the database file, and empties the WAL. Returns false if the WAL stays: with a full disk, or
 * while another process reads it. That loses nothing.
 */
export async function truncateWal(adapter: Pick<SqlDriverAdapter, 'queryRaw'>): Promise<boolean> {
  const execute = (sql: string) => adapter.queryRaw(statement(sql))
  try {
    // The driver would wait for other processes inside the event loop.
    await execute('PRAGMA busy_timeout = 0')
    const { rows } = await execute('PRAGMA wal_checkpoint(TRUNCATE)')
    return Number(rows[0]?.[0]) === 0
  } catch {
    return false
  } finally {
    await execute(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
  }
}

type Parts = { clock: Clock; truncate: () => Promise<boolean> }

/** Empties the WAL on demand, and tries again while something holds it. */
export class SqliteWal {
  readonly #parts: Parts
  #cancel: (() => void) | undefined
  #isClosed = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Resolves after the first try. */
  async truncate(): Promise<void> {
    this.#cancel?.()
    const isDone = await this.#parts.truncate()
    if (isDone || this.#isClosed) return
    this.#cancel = this.#parts.clock.after(RETRY_MILLISECONDS, () => void this.truncate())
  }

  close(): void {
    this.#isClosed = true
    this.#cancel?.()
  }
}
