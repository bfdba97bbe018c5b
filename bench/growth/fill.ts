import { PrismaLibSql } from '@prisma/adapter-libsql'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'

const SECOND = 1000
const DAY = 86_400 * SECOND
/** Rows per statement: a transaction holds them in memory. */
const STEP = 200_000

export const APPLICATION = 'com.example.bench'
export const SERVER_APPLICATION = 'bench'

/** Inserts rows by SQL. They are the same as if the server had made them one by one. */
export class Filler {
  readonly #database: SqlDriverAdapter
  readonly #now: number

  private constructor(database: SqlDriverAdapter, now: number) {
    this.#database = database
    this.#now = now
  }

  /** Opens the database at `url` and inserts the Server Application that all other rows refer to. */
  static async open(url: string, now: number): Promise<Filler> {
    const filler = new Filler(await new PrismaLibSql({ url }).connect(), now)
    // The rows need not survive a power cut.
    await filler.execute('PRAGMA synchronous = OFF')
    await filler.execute(`INSERT INTO "ServerApplication" VALUES ('${SERVER_APPLICATION}', 'bench', ${now})`)
    return filler
  }

  /** Adds the AOI Clients `from` to `to`. */
  async addAoiClients(from: number, to: number): Promise<void> {
    await this.#insert(`"AoiClient" ("id", "secretHash", "createdAt", "lastSeenAt")`, {
      ...{ from, to },
      select: `${clientId('i')}, '${'1'.repeat(64)}', ${this.#now} - i, ${this.#now}`,
    })
  }

  /** Adds the tokens `from` to `to`, each with a log of `headSeq` entries and with `members` members. */
  async addTokens(
    from: number,
    to: number,
    { headSeq, members }: { headSeq: number; members: number },
  ): Promise<void> {
    await this.#insert(
      `"ClientAppToken" ("id", "clientAppToken", "kind", "applicationName", "tokenScope", "headSeq", "memberCount", "createdAt")`,
      {
        ...{ from, to },
        select: `i, ${tokenName('i')}, 'shared', '${APPLICATION}', '', ${headSeq}, ${members}, ${this.#now}`,
      },
    )
  }

  /** Adds the registrations `from` to `to`. SQL expressions name the AOI Client and the token of each. */
  async addRegistrations(
    from: number,
    to: number,
    { client, token, ackedSeq }: { client: string; token: string; ackedSeq: number },
  ): Promise<void> {
    await this.#insert(
      `"Registration" ("id", "aoiClientId", "tokenId", "startSeq", "ackedSeq", "createdAt")`,
      {
        ...{ from, to },
        select: `i, ${clientId(client)}, ${token}, 0, ${ackedSeq}, ${this.#now}`,
      },
    )
  }

  /** Adds the log entries `from` to `to`. SQL expressions name the token and the seq of each. */
  async addNotifications(
    from: number,
    to: number,
    { token, seq, recipients }: { token: string; seq: string; recipients: number },
  ): Promise<void> {
    await this.#insert(
      `"Notification" ("tokenId", "seq", "id", "payload", "urgency", "ttlSeconds", "acceptedAt", "expiresAt",
        "recipients", "acked", "serverApplicationId")`,
      {
        ...{ from, to },
        select: `${token}, ${seq}, ${notificationId('i')}, '{"title":"Hello","text":"${'x'.repeat(200)}"}', 'normal',
          86400, ${this.#now - DAY / 2} + i, ${this.#now + DAY / 2}, ${recipients}, 0, '${SERVER_APPLICATION}'`,
      },
    )
  }

  /** Runs any other SQL. */
  execute(script: string): Promise<void> {
    return this.#database.executeScript(script)
  }

  /** Moves the content of the write-ahead log into the database file. */
  checkpoint(): Promise<void> {
    return this.execute('PRAGMA wal_checkpoint(TRUNCATE)')
  }

  close(): Promise<void> {
    return this.#database.dispose()
  }

  async #insert(into: string, input: { from: number; to: number; select: string }): Promise<void> {
    for (let first = input.from; first <= input.to; first += STEP) {
      const last = Math.min(input.to, first + STEP - 1)
      const series = `WITH RECURSIVE s(i) AS (SELECT ${first} UNION ALL SELECT i + 1 FROM s WHERE i < ${last})`
      await this.execute(`${series} INSERT INTO ${into} SELECT ${input.select} FROM s`)
    }
  }
}

export function clientId(i: string): string {
  return `printf('ac_%022d', ${i})`
}

/** Writes the same id as the SQL expression of `clientId`. */
export function nameOfClient(i: number): string {
  return `ac_${String(i).padStart(22, '0')}`
}

function tokenName(i: string): string {
  return `printf('g1%043d', ${i})`
}

export function nameOfToken(i: number): string {
  return `g1${String(i).padStart(43, '0')}`
}

function notificationId(i: string): string {
  return `printf('01900000-0000-7000-8000-%012x', ${i})`
}

export function idOfNotification(i: number): string {
  return `01900000-0000-7000-8000-${i.toString(16).padStart(12, '0')}`
}
