import type { Log } from '#server/core/log.ts'
import { Availability } from './availability.ts'
import type { Database } from './database.ts'
import { checkWrite } from './realm.ts'

export type GuardedDatabase = Database & {
  /** Why the database cannot be used; `undefined` when it can. */
  readonly outage: string | undefined
  /** Writes to the database, also while it is lost. Rejects with `unavailable` if that fails. */
  check(): Promise<void>
}

/** Returns the database behind `Availability`, the one path for every kind of loss or refusal. */
export function guardDatabase(database: Database, log: Pick<Log, 'info' | 'error'>): GuardedDatabase {
  const availability = new Availability({
    clock: database.clock,
    log,
    check: async () => {
      await checkWrite(database)
      database.remember()
    },
    renewConnections: () => database.renewConnections(),
  })
  return {
    clock: database.clock,
    failpoint: database.failpoint,
    retention: database.retention,
    quotas: database.quotas,
    interests: database.interests,
    memory: database.memory,
    read: (work) => availability.run(() => database.read(work)),
    readRaw: (work) => availability.run(() => database.readRaw(work)),
    write: (work) => availability.run(() => database.write(work)),
    writeRaw: (work) => availability.run(() => database.writeRaw(work)),
    confirmIncarnation: () => database.confirmIncarnation(),
    remember: () => database.remember(),
    renewConnections: () => database.renewConnections(),
    dropOldPages: () => availability.run(() => database.dropOldPages()),
    get outage() {
      return availability.outage
    },
    check: () => availability.check(),
    close: () => {
      availability.close()
      return database.close()
    },
  }
}
