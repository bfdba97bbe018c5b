import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Certificate } from './certificate.ts'
import { ListeningProgram } from './listening-program.ts'
import { makeTemporaryDirectory } from './temporary-database.ts'

const ADVISED = new URL('../../deploy/proxies/haproxy.cfg', import.meta.url)

/** True when a `haproxy` is installed. */
export function hasHaproxy(): boolean {
  return spawnSync('haproxy', ['-v']).status === 0
}

type Places = {
  port: number
  nodes: readonly string[]
  /** With it HAProxy terminates TLS, as in the sample; without it, it listens without TLS. */
  certificate?: Certificate
}

/** HAProxy in front of the nodes, with the configuration of deploy/proxies/haproxy.cfg except for the addresses. */
export class Haproxy {
  readonly #program: ListeningProgram

  private constructor(program: ListeningProgram) {
    this.#program = program
  }

  /** Resolves when it listens on the port. */
  static async start(input: Places): Promise<Haproxy> {
    const directory = await makeTemporaryDirectory()
    const path = join(directory.path, 'haproxy.cfg')
    await writeFile(path, readdress(await readFile(ADVISED, 'utf8'), input))
    const args = ['-q', '-db', '-f', path]
    const { port } = input
    return new Haproxy(await ListeningProgram.start({ command: 'haproxy', args, port, directory }))
  }

  stop(): Promise<void> {
    return this.#program.stop('SIGKILL')
  }
}

/** Returns the configuration with the addresses of the tests. Throws unless it has exactly one place for each. */
function readdress(advised: string, { port, nodes, certificate }: Places): string {
  let number = 0
  const tls = certificate === undefined ? '' : ` ssl crt ${certificate.bundlePath}`
  const configuration = advised
    .replace(/^( *bind) :443 ssl crt \S+$/m, `$1 127.0.0.1:${port}${tls}`)
    .replace(/^( *server \S+) \S+$/gm, (_, start: string) => {
      const node = nodes[number % nodes.length]
      number += 1
      return node === undefined ? '' : `${start} ${new URL(node).host}`
    })
  if (number === 0 || number % nodes.length > 0 || !configuration.includes(`:${port}${tls}\n`))
    throw new Error(
      `deploy/proxies/haproxy.cfg has ${number} servers for ${nodes.length} nodes, or no line to bind`,
    )
  return configuration
}
