import type { WarningCode } from './finding-kinds.ts'
import type { ReportStep } from './keep-data.ts'

/** The contract between `aoi admin doctor` and the server's module that checks an installation. */
export const DOCTOR_MODULE = 'dist/server/doctor.mjs'

/** Faults that the doctor finds while no server can run, or beside one. The overview shows all other codes too. */
const DOCTOR_FAULTS = [
  'invalidEnvironment',
  'databaseAway',
  'databaseSlow',
  'databaseNewer',
  'databaseOlder',
  'textIndexBehind',
  'redisAway',
] as const
export type FaultCode = Exclude<WarningCode, 'unexpectedErrors'> | (typeof DOCTOR_FAULTS)[number]

/** `detail`: the value that the fault is about. `next`: the operator's next step. All are for people. */
export type Fault = { code: FaultCode; detail?: string; problem: string; next: string }

export type DoctorRequest = {
  /** The environment of the server. */
  variables: Readonly<Record<string, string | undefined>>
  /** Wins over the one in `variables`. */
  dataDirectory: string
  report: ReportStep
}

/** Looks at an installation, and changes nothing. Rejects only for defects. */
export type Doctor = (request: DoctorRequest) => Promise<Fault[]>
