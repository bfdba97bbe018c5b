import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from './free-port.ts'
import { findPostgresqlBinaries, type PostgresqlBinaries } from './postgresql-binaries.ts'

export type PostgresqlServer = {
  /** URL of a database from which others can be made. */
  url: string
  /** The server in one line. */
  description: string
  stop(): Promise<void>
}

type Account = { uid: number; gid: number }

/**
 * Returns the server of TEST_DATABASE_URL, or starts one in a temporary directory. Tests kill processes and never the
 * machine, and a process's writes outlive it. So only measurements (`durable`) need to wait for the disk.
 */
export async function findOrStart({ durable = false } = {}): Promise<PostgresqlServer> {
  const url = process.env.TEST_DATABASE_URL
  if (url !== undefined && url !== '') {
    return { url, description: 'the server that TEST_DATABASE_URL names', stop: async () => undefined }
  }
  return start(durable ? 'fsync=on' : 'fsync=off')
}

/** A cluster that can be run again and again. */
export type Cluster = {
  workDirectory: string
  binaries: PostgresqlBinaries
  account: Account | undefined
  /** Its data directory. */
  directory: string
  port: number
}

/**
 * Makes a cluster that trusts everybody on this machine. PostgreSQL refuses to run as root, so root lends it another
 * account.
 */
export async function makeCluster(): Promise<Cluster> {
  const workDirectory = await mkdtemp(join(tmpdir(), 'aoi-postgresql-'))
  const account = process.getuid?.() === 0 ? findAccount() : undefined
  const binaries = await findPostgresqlBinaries(workDirectory)
  if (account !== undefined) await give(workDirectory, account)
  const directory = join(workDirectory, 'cluster')
  initialise(join(binaries.directory, 'initdb'), { cluster: directory, account })
  return { workDirectory, binaries, account, directory, port: await findFreePort() }
}

/** Runs the cluster until it accepts connections. Returns a function that stops it without waiting for its clients. */
export async function runCluster(cluster: Cluster, setting: string): Promise<() => Promise<void>> {
  const { workDirectory, binaries, account, directory, port } = cluster
  const child = spawn(
    join(binaries.directory, 'postgres'),
    ['-D', directory, '-p', String(port), '-h', '127.0.0.1', '-k', workDirectory, '-c', setting],
    { ...account, cwd: workDirectory, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const killWithTests = () => child.kill('SIGQUIT')
  process.once('exit', killWithTests)
  await ready(child)
  return async () => {
    process.off('exit', killWithTests)
    await stop(child)
  }
}

async function start(fsync: string): Promise<PostgresqlServer> {
  const cluster = await makeCluster()
  const stopCluster = await runCluster(cluster, fsync)
  return {
    url: `postgresql://aoi@127.0.0.1:${cluster.port}/postgres`,
    description: cluster.binaries.description,
    stop: async () => {
      await stopCluster()
      await rm(cluster.workDirectory, { recursive: true, force: true })
    },
  }
}

function findAccount(): Account {
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((option) => spawnSync('id', [option, name], { encoding: 'utf8' }))
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is no other account for it: set TEST_DATABASE_URL.',
  )
}

async function give(directory: string, { uid, gid }: Account): Promise<void> {
  const below = await readdir(directory, { recursive: true })
  await Promise.all(['.', ...below].map((path) => chown(join(directory, path), uid, gid)))
}

function initialise(initdb: string, input: { cluster: string; account: Account | undefined }): void {
  const args = ['-D', input.cluster, '-U', 'aoi', '-A', 'trust', '-E', 'UTF8', '--no-sync']
  const run = spawnSync(initdb, args, { ...input.account, cwd: join(input.cluster, '..'), encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`initdb failed: ${run.error?.message ?? run.stderr}`)
}

/** Waits until PostgreSQL accepts connections. If it does not start, rejects with its output. */
async function ready(child: ChildProcess): Promise<void> {
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000)
      if (said.includes('ready to accept connections')) resolve()
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`PostgreSQL did not start: ${said}`)))
  })
}

/** SIGINT is PostgreSQL's fast shutdown: it does not wait for clients. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGINT')
  await gone
}
