import { z } from 'zod'
import type { ReportStep } from './keep-data.ts'

/**
 * The contract between `aoi admin rehearse` and the server's module that does its work. The module makes a backup,
 * restores it into a scratch directory and serves it. The command replays it, since only the command has an AOI Client.
 */
export const REHEARSE_MODULE = 'dist/server/rehearse.mjs'

/** The file of the data directory with the result of the last rehearsal. */
export const REHEARSAL_FILE = 'last-rehearsal'

/** The ApplicationName under which a rehearsal registers and sends, in its scratch database only. */
export const REHEARSAL_APPLICATION = 'aoi.rehearsal'

const REASON_CHARACTERS = 1000

/** The result of a rehearsal. It succeeded if it has no `reason`. `succeededAt` is the end of the last one that did. */
export const rehearsalResultSchema = z.strictObject({
  startedAt: z.iso.datetime(),
  milliseconds: z.int().nonnegative(),
  reason: z.string().max(REASON_CHARACTERS).optional(),
  succeededAt: z.iso.datetime().optional(),
})
export type RehearsalResult = z.infer<typeof rehearsalResultSchema>

/** Returns the reason as a result may hold it. */
export function cutReason(reason: string): string {
  return reason.slice(0, REASON_CHARACTERS)
}

/** One live notification of a log. `sha256` is the hex digest of its payload as the log holds it; times are Unix ms. */
export type DueNotification = { id: string; seq: number; sha256: string; expiresAt: number }

/** A registration of the restored database with every notification that its member must get after its cursor. */
export type ReplayedRegistration = {
  clientAppToken: string
  applicationName: string
  tokenScope: string
  vapidKey?: string
  due: DueNotification[]
}

/** An AOI Client of the restored database. Its secret is new, and valid only in the scratch database. */
export type ReplayedClient = {
  aoiClientId: string
  aoiClientSecret: string
  registrations: ReplayedRegistration[]
}

/** The scratch server as the replay finds it. `key` may send to `REHEARSAL_APPLICATION`. */
export type RehearsalStage = {
  serverUrl: string
  serverId: string
  key: string
  aoiClients: ReplayedClient[]
}

export type RehearseRequest = {
  dataDirectory: string
  /** A backup of the embedded database, or a dump by `pg_dump --format=custom`. Without it the rehearsal makes one. */
  path?: string
  /** The PostgreSQL database of the server; absent: the embedded one. */
  databaseUrl?: string
  /** The environment of the server. */
  variables: Readonly<Record<string, string | undefined>>
  /** For how long expired notifications are kept (`AOI_RETAIN_NOTIFICATIONS_DAYS`). */
  notificationSeconds: number
  report: ReportStep
  signal: AbortSignal
  /** Resumes the sessions of the AOI Clients, and returns the number of notifications that they got. */
  replay: (stage: RehearsalStage) => Promise<number>
}

/** `bytes`: the size of the backup. `checks`: the checks that found no fault. `notifications`: those replayed. */
export type RehearseAnswer = {
  milliseconds: number
  bytes: number
  checks: number
  aoiClients: number
  notifications: number
}

/** Rejects with one sentence. Either way the scratch directory is removed, and the result is in `REHEARSAL_FILE`. */
export type Rehearse = (request: RehearseRequest) => Promise<RehearseAnswer>
