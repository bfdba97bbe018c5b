import type { RollupStore } from '#server/core/statistics/rollups.ts'
import type { Database } from '../connection/database.ts'
import { compactRollups, findPeriod } from './compact-rollups.ts'
import { findLastMinute, findNextExpiry, sumUnacked, writeLogCounts } from './log-counts.ts'
import { listWritten, nameApplications, readRollups, writeRollups } from './rollups.ts'
import { listTop, readTop } from './top-parties.ts'

/** Creates the store of the statistics on an open database. */
export function createRollupStore(database: Database): RollupStore {
  return {
    writeRollups: (input) => writeRollups(database, input),
    readRollups: (input) => readRollups(database, input),
    listWritten: (input) => listWritten(database, input),
    listTop: (input) => listTop(database, input),
    readTop: (input) => readTop(database, input),
    findNextExpiry: (after) => findNextExpiry(database, after),
    sumUnacked: (input) => sumUnacked(database, input),
    findLastMinute: (writer) => findLastMinute(database, writer),
    writeLogCounts: (input) => writeLogCounts(database, input),
    findPeriod: (input) => findPeriod(database, input),
    compactRollups: (input) => compactRollups(database, input),
    nameApplications: (tokenIds) => nameApplications(database, tokenIds),
  }
}
