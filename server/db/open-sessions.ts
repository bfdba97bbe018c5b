import { LIMITS } from '#protocol'
import type { OpenedSession, Registration, SessionWanted } from '#server/core/store.ts'
import type { Database, RawConnection } from './database.ts'
import { toChannel } from './registration-statements.ts'

type Waiting = SessionWanted & {
  resolve: (opened: OpenedSession | undefined) => void
  reject: (error: unknown) => void
}

/**
 * `Store.openSession`: sessions that are asked for while a transaction is in flight share the next one, since ten thousand
 * AOI Clients that come back at once would otherwise wait for ten thousand commits.
 */
export class SessionOpener {
  readonly #database: Database
  #waiting: Waiting[] = []
  #isRunning = false

  constructor(database: Database) {
    this.#database = database
  }

  open(wanted: SessionWanted): Promise<OpenedSession | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject, ...wanted })
      if (!this.#isRunning) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    while (this.#waiting.length > 0) {
      const batch = this.#takeBatch()
      try {
        const opened = await openAll(this.#database, [...batch.values()])
        for (const { aoiClientId, resolve } of batch.values()) resolve(opened.get(aoiClientId))
      } catch (error) {
        for (const { reject } of batch.values()) reject(error)
      }
    }
    this.#isRunning = false
  }

  /** Each AOI Client once: two sessions of one need two numbers, so the second waits for the next transaction. */
  #takeBatch(): Map<string, Waiting> {
    const batch = new Map<string, Waiting>()
    this.#waiting = this.#waiting.filter((waiting) => {
      if (batch.size === LIMITS.sessionsPerCommit || batch.has(waiting.aoiClientId)) return true
      batch.set(waiting.aoiClientId, waiting)
      return false
    })
    return batch
  }
}

/** Those that have ended are missing. */
async function openAll(
  database: Database,
  wanted: readonly SessionWanted[],
): Promise<Map<string, OpenedSession>> {
  return database.writeRaw(async (tx) => {
    // In one order, so that two nodes cannot wait for each other.
    const inOrder = [...wanted].sort((a, b) => (a.aoiClientId < b.aoiClientId ? -1 : 1))
    const numbers = await takeNumbers(tx, inOrder)
    const opened = new Map<string, OpenedSession>(
      numbers.map(({ id, sessionNumber }) => [
        id,
        { sessionNumber: Number(sessionNumber), registrations: [] },
      ]),
    )
    for (const registration of await selectOf(tx, [...opened.keys()]))
      opened.get(registration.aoiClientId)?.registrations.push(registration)
    return opened
  })
}

/** `+ 0` keeps SQLite off the index of those that have ended, by which it would walk all that have not. */
async function takeNumbers(
  tx: RawConnection,
  wanted: readonly SessionWanted[],
): Promise<{ id: string; sessionNumber: number }[]> {
  const ids = wanted.map(({ aoiClientId }) => ({ id: aoiClientId }))
  const places = wanted.map(({ aoiClientId, at, nodeId = null }) => ({ aoiClientId, at, nodeId }))
  await tx.prisma.$queryRaw`
    SELECT c."id" FROM "AoiClient" c WHERE c."id" IN (SELECT r."id" FROM ${tx.dialect.rows({ id: 'text' }, ids)})
    ORDER BY c."id" ${tx.dialect.forUpdate}`
  return tx.prisma.$queryRaw<{ id: string; sessionNumber: number }[]>`
    UPDATE "AoiClient" SET "sessionNumber" = "AoiClient"."sessionNumber" + 1, "lastSeenAt" = r."at", "nodeId" = r."nodeId"
    FROM ${tx.dialect.rows({ aoiClientId: 'text', at: 'bigint', nodeId: 'text' }, places)}
    WHERE "AoiClient"."id" = r."aoiClientId" AND "AoiClient"."endedAt" + 0 IS NULL
    RETURNING "AoiClient"."id", "AoiClient"."sessionNumber"`
}

type RegistrationRead = Omit<Registration, 'startSeq' | 'ackedSeq' | 'headSeq' | 'vapidKey' | 'channel'> & {
  startSeq: number | bigint
  ackedSeq: number | bigint
  headSeq: number | bigint
  vapidKey: string | null
  channelId: string | null
  p256dh: string | null
  auth: string | null
}

/** The active registrations of these AOI Clients, in id order. */
async function selectOf(tx: RawConnection, aoiClientIds: readonly string[]): Promise<Registration[]> {
  if (aoiClientIds.length === 0) return []
  const rows = tx.dialect.rows(
    { id: 'text' },
    aoiClientIds.map((id) => ({ id })),
  )
  const found = await tx.prisma.$queryRaw<RegistrationRead[]>`
    SELECT g."id" AS "registrationId", g."aoiClientId", g."tokenId", t."clientAppToken", t."applicationName",
      g."startSeq", g."ackedSeq", t."headSeq", t."vapidKey", g."channelId", g."p256dh", g."auth"
    FROM "Registration" g JOIN "ClientAppToken" t ON t."id" = g."tokenId"
    WHERE g."generation" = 0 AND g."aoiClientId" IN (SELECT r."id" FROM ${rows})
    ORDER BY g."id"`
  return found.map(({ vapidKey, channelId, p256dh, auth, ...row }) => ({
    ...row,
    startSeq: Number(row.startSeq),
    ackedSeq: Number(row.ackedSeq),
    headSeq: Number(row.headSeq),
    ...(vapidKey !== null && { vapidKey }),
    ...toChannel({ channelId, p256dh, auth }),
  }))
}
