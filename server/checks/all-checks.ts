import type { Check, Finding, Installation } from './check.ts'
import { findDatabaseFaults } from './database.ts'
import { findFileFaults } from './files.ts'
import { findKeepingFaults } from './keeping.ts'
import { findPublicUrlFaults } from './public-url.ts'
import { findRedisFaults } from './redis.ts'
import { findSettingFaults } from './settings.ts'

const MINUTE = 60_000

/**
 * The checks of a running server, with the time from one to the next. Its readiness reports its database, Redis and the
 * disk's watermark.
 */
export const SERVER_CHECKS: readonly { name: string; check: Check; milliseconds: number }[] = [
  { name: 'settings', check: findSettingFaults, milliseconds: 60 * MINUTE },
  { name: 'files', check: findFileFaults, milliseconds: MINUTE },
  { name: 'keeping', check: findKeepingFaults, milliseconds: MINUTE },
  { name: 'public URL', check: findPublicUrlFaults, milliseconds: 60 * MINUTE },
]

/** Makes all checks, from outside of the server. */
export async function checkAll(installation: Installation): Promise<Finding[]> {
  const checks = [...SERVER_CHECKS.map(({ check }) => check), findDatabaseFaults, findRedisFaults]
  return (await Promise.all(checks.map((check) => check(installation)))).flat()
}
