import type { Doctor, Fault } from '#protocol/doctor.ts'
import { type Env, readEnv } from '../env.ts'
import { FAULT_TEXTS } from '../ops/fault-texts.ts'
import { systemClock } from '../ops/system-clock.ts'
import { checkAll } from './all-checks.ts'
import type { Finding } from './check.ts'

/** The work of `aoi admin doctor`, in the process of the command. */
export const doctor: Doctor = async ({ variables, dataDirectory, report }) => {
  const read = tryEnv({ ...variables, AOI_DATA_DIR: dataDirectory })
  if ('reason' in read) return [withTexts({ code: 'invalidEnvironment', detail: read.reason })]
  report('checking settings, files, addresses, the database and backups')
  const findings = await checkAll({ variables, env: read.env, clock: systemClock })
  return findings.map(withTexts)
}

function tryEnv(variables: Readonly<Record<string, string | undefined>>): { env: Env } | { reason: string } {
  try {
    return { env: readEnv(variables) }
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) }
  }
}

/** Adds the sentences of a fault for people. */
export function withTexts(finding: Finding): Fault {
  return { ...finding, ...FAULT_TEXTS[finding.code] }
}
