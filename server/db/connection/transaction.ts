import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import type { Clock } from '#server/core/clock.ts'
import type { PrismaClient } from '../generated/sqlite/client.ts'
import type { Connection, RawTransaction } from './database.ts'
import { isWriteConflict, translateDatabaseError } from './database-errors.ts'
import { runOnAdapter } from './raw-connection.ts'

/** Generous, so that they end only transactions that hang. */
const OPTIONS = { maxWait: 15_000, timeout: 60_000 }
const ATTEMPTS = 5
/** The longest pause after the first conflict; it grows with each attempt. */
const PAUSE_MILLISECONDS = 20

type Setting = { clock: Clock; dialect: Connection['dialect'] }

/**
 * Runs `work` in a transaction, and again after a conflict with another node. A temporary error becomes `unavailable`.
 */
export function runTransaction<Result>(
  client: Pick<PrismaClient, '$transaction'>,
  { clock, dialect, work }: Setting & { work: (connection: Connection) => Promise<Result> },
): Promise<Result> {
  return tryAgain(clock, () => client.$transaction((prisma) => work({ prisma, dialect }), OPTIONS))
}

/** The same for raw statements, without Prisma's client. */
export function runRawTransaction<Result>(
  adapter: SqlDriverAdapter,
  { clock, ...input }: Setting & { work: (transaction: RawTransaction) => Promise<Result> },
): Promise<Result> {
  return tryAgain(clock, () => runOnAdapter(adapter, input))
}

async function tryAgain<Result>(clock: Clock, transact: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transact()
    } catch (error) {
      if (attempt >= ATTEMPTS || !isWriteConflict(error)) throw translateDatabaseError(error)
      const pause = Math.random() * PAUSE_MILLISECONDS * attempt
      await new Promise<void>((resolve) => clock.after(pause, resolve))
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
