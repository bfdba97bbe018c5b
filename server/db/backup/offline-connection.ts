import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import AsyncDatabase from 'libsql/promise'

/** The driver's two classes hold a connection in the same way, so that the method of one works on the other. */
const { exec } = AsyncDatabase.prototype

const MODES = {
  /**
   * Reads the database of a data directory, whether a server runs or not. Such a connection never moves the WAL into the
   * database file, not even as the last one. So the server does not take the database for a restored one.
   */
  live: '?mode=ro',
  /** Reads a database that nothing changes, without any file beside it. */
  still: '?mode=ro&immutable=1',
  write: '',
} as const

export type Row = Record<string, unknown>

/** A connection to a database file for backups: the driver alone, since no server works in this process. */
export class OfflineConnection {
  readonly #database: InstanceType<typeof Database>

  constructor(path: string, mode: keyof typeof MODES) {
    this.#database = new Database(`${pathToFileURL(path).href}${MODES[mode]}`)
  }

  /** Executes statements on a thread of the driver, so that the process can report meanwhile. */
  async execute(sql: string): Promise<void> {
    await exec.call(this.#database, sql)
  }

  all(sql: string): Row[] {
    return this.#database.prepare(sql).all([]) as Row[]
  }

  /** Reads rows one by one, without holding all of them. */
  iterate(sql: string): IterableIterator<Row> {
    return this.#database.prepare(sql).iterate([]) as IterableIterator<Row>
  }

  close(): void {
    this.#database.close()
  }
}

/** Opens a connection for `work`, and closes it afterwards. */
export async function withConnection<Result>(
  { path, mode }: { path: string; mode: keyof typeof MODES },
  work: (connection: OfflineConnection) => Promise<Result> | Result,
): Promise<Result> {
  const connection = new OfflineConnection(path, mode)
  try {
    return await work(connection)
  } finally {
    connection.close()
  }
}

/** Returns a text as a literal of SQL. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
