/**
 * The contract between `aoi admin backup`, `restore`, `verify` and `audit verify` and the server's module that does their work. The
 * command loads it from the server's package: only the server has the driver of the embedded database.
 */
export const KEEP_DATA_MODULE = 'dist/server/keep-data.mjs'

/** Called with a sentence before each step of the work, and while a step takes long. */
export type ReportStep = (sentence: string) => void

/** A PostgreSQL database. `variables` are the environment in which its tools `pg_dump` and `pg_restore` are found. */
export type PostgresqlSource = {
  databaseUrl: string
  variables: Readonly<Record<string, string | undefined>>
}

/** Without `postgresql` the backup is of the embedded database in `dataDirectory`. */
export type BackUpRequest = {
  dataDirectory: string
  postgresql?: PostgresqlSource
  path: string
  report: ReportStep
  signal: AbortSignal
}
/** `rows` counts the rows of each table. Without `hasSecret` the operator keeps the secret (`AOI_AUTH_SECRET`). */
export type BackUpAnswer = {
  path: string
  bytes: number
  serverId: string
  epoch: string
  migration: string
  rows: Record<string, number>
  hasSecret: boolean
}

/** With `postgresql` the backup is restored into that database. */
export type RestoreRequest = {
  dataDirectory: string
  postgresql?: PostgresqlSource
  path: string
  replace: boolean
  report: ReportStep
  signal: AbortSignal
}
/** `movedTo` is the directory with the files that were replaced, or the schema with the former tables. */
export type RestoreAnswer = {
  dataDirectory: string
  serverId: string
  epoch: string
  hasSecret: boolean
  movedTo?: string
}

/** `path` is a backup. Without it the database at `databaseUrl` is verified, or else the one in `dataDirectory`. */
export type VerifyRequest = {
  dataDirectory: string
  path?: string
  databaseUrl?: string
  /** For how long expired notifications are kept (`AOI_RETAIN_NOTIFICATIONS_DAYS`). */
  notificationSeconds: number
  report: ReportStep
}
export type VerifyFault = { check: string; detail: string }
/** `faults` has the first faults of each check. `checks` counts the checks that ran. */
export type VerifyAnswer = { checks: number; faults: VerifyFault[] }

/** `known` is a row of the audit and its hash, as an export or an earlier check printed them. */
export type VerifyAuditRequest = Omit<VerifyRequest, 'notificationSeconds'> & {
  known?: { id: number; hash: string }
}
/**
 * `chained` counts the rows in the hash chain, `waiting` those that the server has not added yet. `last` is the end of
 * the chain. Each fault is a sentence with the id of its row.
 */
export type VerifyAuditAnswer = {
  chained: number
  waiting: number
  last: { id: number; hash: string }
  faults: string[]
}

/** Each function rejects with one sentence for the operator. */
export type KeepData = {
  backUp(request: BackUpRequest): Promise<BackUpAnswer>
  restore(request: RestoreRequest): Promise<RestoreAnswer>
  verify(request: VerifyRequest): Promise<VerifyAnswer>
  verifyAudit(request: VerifyAuditRequest): Promise<VerifyAuditAnswer>
}
