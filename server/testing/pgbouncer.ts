import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { vi } from 'vitest'
import { findFreePort } from './free-port.ts'
import { makeTemporaryDirectory } from './temporary-database.ts'

/** True when a PgBouncer before 1.21 is installed, which has no prepared statements in transaction mode. */
export function hasOldPgbouncer(): boolean {
  const { status, stdout } = spawnSync('pgbouncer', ['--version'], { encoding: 'utf8' })
  const version = /PgBouncer 1\.(\d+)/.exec(stdout ?? '')
  return status === 0 && version !== null && Number(version[1]) < 21
}

/** A PgBouncer in front of the PostgreSQL of a URL. */
export class Pgbouncer {
  readonly databaseUrl: string
  readonly #child: ChildProcess
  readonly #remove: () => Promise<void>

  private constructor(parts: { databaseUrl: string; child: ChildProcess; remove: () => Promise<void> }) {
    this.databaseUrl = parts.databaseUrl
    this.#child = parts.child
    this.#remove = parts.remove
  }

  static async start(input: {
    databaseUrl: string
    poolMode: 'transaction' | 'session'
  }): Promise<Pgbouncer> {
    const [directory, port] = await Promise.all([makeTemporaryDirectory(), findFreePort()])
    const url = new URL(input.databaseUrl)
    const users = join(directory.path, 'users')
    await writeFile(users, `"${url.username}" ""\n`)
    const configuration = [
      '[databases]',
      `* = host=${url.hostname} port=${url.port}`,
      '[pgbouncer]',
      `listen_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =`,
      `auth_type = trust\nauth_file = ${users}`,
      `pool_mode = ${input.poolMode}`,
      'ignore_startup_parameters = options,idle_in_transaction_session_timeout',
    ]
    const path = join(directory.path, 'pgbouncer.ini')
    await writeFile(path, `${configuration.join('\n')}\n`)
    const account = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
    await chmod(directory.path, 0o755)
    const child = spawn('pgbouncer', ['-q', ...account, path], { stdio: 'ignore' })
    process.once('exit', () => child.kill('SIGKILL'))
    url.port = String(port)
    await vi.waitFor(() => knock(port), { timeout: 10_000, interval: 20 })
    return new Pgbouncer({ databaseUrl: url.href, child, remove: directory.remove })
  }

  async stop(): Promise<void> {
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
    await this.#remove()
  }
}

function knock(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('error', reject).once('connect', () => {
      socket.destroy()
      resolve()
    })
  })
}
