import { spawnSync } from 'node:child_process'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findFreePort } from './free-port.ts'
import { ListeningProgram } from './listening-program.ts'
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
  readonly #program: ListeningProgram

  private constructor(databaseUrl: string, program: ListeningProgram) {
    this.databaseUrl = databaseUrl
    this.#program = program
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
    const args = ['-q', ...account, path]
    const program = await ListeningProgram.start({
      ...{ command: 'pgbouncer', args, port, directory, isQuiet: true },
    })
    url.port = String(port)
    return new Pgbouncer(url.href, program)
  }

  stop(): Promise<void> {
    return this.#program.stop('SIGKILL')
  }
}
