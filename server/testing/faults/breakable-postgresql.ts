import { appendFile, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PrismaPg } from '@prisma/adapter-pg'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { findFreePort } from '../free-port.ts'
import { type Cluster, makeCluster, runCluster } from '../postgresql-server.ts'
import { TcpProxy } from '../tcp-proxy.ts'
import { runSql } from '../temporary-postgresql.ts'

const RESOLVER = fileURLToPath(new URL('../resolve-by-file.mjs', import.meta.url))
const SETTING = 'fsync=off'
const PLACES = ['127.0.0.1', '127.0.0.2']

/** A PostgreSQL server that tests can break in many ways, behind a host name that they can move. */
export class BreakablePostgresql {
  readonly #cluster: Cluster
  readonly #addressFile: string
  readonly #port: number
  #stop: (() => Promise<void>) | undefined
  #proxy: TcpProxy
  #place = 0

  private constructor(parts: { cluster: Cluster; addressFile: string; proxy: TcpProxy; port: number }) {
    this.#cluster = parts.cluster
    this.#addressFile = parts.addressFile
    this.#proxy = parts.proxy
    this.#port = parts.port
  }

  static async start(): Promise<BreakablePostgresql> {
    const cluster = await makeCluster()
    // The role `app` needs a password. Its line comes before the lines that trust everybody.
    const rules = join(cluster.directory, 'pg_hba.conf')
    await writeFile(rules, `host all app 127.0.0.1/32 scram-sha-256\n${await readFile(rules, 'utf8')}`)
    await appendFile(join(cluster.directory, 'postgresql.conf'), `include_if_exists = 'broken.conf'\n`)
    const port = await findFreePort()
    const addressFile = join(cluster.workDirectory, 'address')
    await writeFile(addressFile, PLACES[0] ?? '')
    const proxy = await TcpProxy.open(cluster.port, { port, host: PLACES[0] ?? '' })
    const database = new BreakablePostgresql({ cluster, addressFile, proxy, port })
    await database.start()
    await database.sql(`CREATE ROLE app LOGIN PASSWORD 'first'`)
    await database.sql('ALTER ROLE app SET lock_timeout = 300')
    await database.sql('CREATE DATABASE aoi OWNER app')
    return database
  }

  /** The server's settings to reach this database. */
  get server(): { databaseUrl: string; env: Record<string, string>; nodeArguments: string[] } {
    return {
      databaseUrl: `postgresql://app:first@database.test:${this.#port}/aoi`,
      env: { TEST_ADDRESS_FILE: this.#addressFile },
      nodeArguments: ['--import', RESOLVER],
    }
  }

  get proxy(): TcpProxy {
    return this.#proxy
  }

  async start(): Promise<void> {
    this.#stop = await runCluster(this.#cluster, SETTING)
  }

  async stop(): Promise<void> {
    await this.#stop?.()
    this.#stop = undefined
  }

  /** Runs a statement as the superuser, in the cluster's own database or in the server's. */
  sql(statement: string, database = 'postgres'): Promise<void> {
    return runSql(this.#url(database), statement)
  }

  /** Connects to the server's database as the superuser. The caller disposes of the connection. */
  connect(): Promise<SqlDriverAdapter> {
    return new PrismaPg({ connectionString: this.#url('aoi') }).connect()
  }

  /** Makes new transactions of every connection read-only or writable, as in a failover. */
  async setReadOnly(isReadOnly: boolean): Promise<void> {
    const change = isReadOnly
      ? 'SET default_transaction_read_only = on'
      : 'RESET default_transaction_read_only'
    await this.sql(`ALTER SYSTEM ${change}`)
    await this.sql('SELECT pg_reload_conf()')
  }

  /** Ends all connections of the server. */
  endConnections(): Promise<void> {
    return this.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'`)
  }

  /** Closes the current address of the host name: nothing answers there any more. */
  async leaveAddress(): Promise<void> {
    await this.#proxy.close()
  }

  /** Opens another address, and makes the host name resolve to it. */
  async moveName(): Promise<void> {
    this.#place += 1
    const host = PLACES[this.#place % PLACES.length] ?? ''
    this.#proxy = await TcpProxy.open(this.#cluster.port, { port: this.#port, host })
    await writeFile(this.#addressFile, host)
  }

  /** Makes the server's most frequent writes fail with this SQLSTATE. `undefined` makes them work again. */
  async failWrites(code: string | undefined): Promise<void> {
    await this.sql(
      code === undefined
        ? 'DROP FUNCTION refuse() CASCADE'
        : `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION 'refused by a test' USING ERRCODE = '${code}'; END $$;
           CREATE TRIGGER refuse BEFORE UPDATE ON "Realm" FOR EACH ROW EXECUTE FUNCTION refuse();
           CREATE TRIGGER refuse BEFORE INSERT ON "Notification" FOR EACH ROW EXECUTE FUNCTION refuse()`,
      'aoi',
    )
  }

  async remove(): Promise<void> {
    await this.#proxy.close()
    await this.stop()
    await rm(this.#cluster.workDirectory, { recursive: true, force: true })
  }

  #url(database: string): string {
    return `postgresql://aoi@127.0.0.1:${this.#cluster.port}/${database}`
  }
}
