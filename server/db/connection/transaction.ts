import { setTimeout as delay } from 'node:timers/promises'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import type { PrismaClient } from '../generated/sqlite/client.ts'
import type { Connection, RawTransaction } from './database.ts'
import { isWriteConflict, translateDatabaseError } from './database-errors.ts'
import { runOnAdapter } from './raw-connection.ts'

/** Generous, so that they end only transactions that hang. */
const OPTIONS = { maxWait: 15_000, timeout: 60_000 }
const ATTEMPTS = 5

/**
 * Runs `work` in a transaction, and again after a conflict with another node. A temporary error becomes `unavailable`.
 */
export function runTransaction<Result>(
  client: Pick<PrismaClient, '$transaction'>,
  { dialect, work }: { dialect: Connection['dialect']; work: (connection: Connection) => Promise<Result> },
): Promise<Result> {
  return tryAgain(() => client.$transaction((prisma) => work({ prisma, dialect }), OPTIONS))
}

/** The same for raw statements, without Prisma's client. */
export function runRawTransaction<Result>(
  adapter: SqlDriverAdapter,
  input: { dialect: Connection['dialect']; work: (transaction: RawTransaction) => Promise<Result> },
): Promise<Result> {
  return tryAgain(() => runOnAdapter(adapter, input))
}

async function tryAgain<Result>(transact: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transact()
    } catch (error) {
      if (attempt >= ATTEMPTS || !isWriteConflict(error)) throw translateDatabaseError(error)
      await delay(Math.random() * 20 * attempt)
    }
  }
}

/** Awaits `reading`. A temporary error becomes `unavailable`. */
export async function runReading<Result>(reading: Promise<Result>): Promise<Result> {
  try {
    return await reading
  } catch (error) {
    throw translateDatabaseError(error)
  }
}
