import type { ReportStep } from './keep-data.ts'

/** The contract between `aoi admin migrate-database` and the server's module that does its work. */
export const MOVE_DATABASE_MODULE = 'dist/server/move-database.mjs'

export type MoveRequest = {
  dataDirectory: string
  /** The PostgreSQL database, which must be empty. */
  databaseUrl: string
  report: ReportStep
  signal: AbortSignal
}

/** A table as both databases have it. `sha256` is over all its rows, in the order of their keys. */
export type MovedTable = { table: string; rows: number; sha256: string }
export type MoveAnswer = { serverId: string; epoch: string; tables: MovedTable[] }

/** Rejects with one sentence, and then leaves no row in PostgreSQL. */
export type MoveDatabase = (request: MoveRequest) => Promise<MoveAnswer>
