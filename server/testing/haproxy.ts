import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { vi } from 'vitest'
import { makeTemporaryDirectory } from './temporary-database.ts'

const ADVISED = new URL('../../docs/haproxy.cfg', import.meta.url)

/** True when a `haproxy` is installed. */
export function hasHaproxy(): boolean {
  return spawnSync('haproxy', ['-v']).status === 0
}

/** Processes that must not outlive the tests. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** HAProxy in front of the nodes, with the configuration of docs/scaling.md except for the addresses. */
export class Haproxy {
  readonly #child: ChildProcess
  readonly #removeDirectory: () => Promise<void>

  private constructor(child: ChildProcess, removeDirectory: () => Promise<void>) {
    this.#child = child
    this.#removeDirectory = removeDirectory
  }

  /** Resolves when it listens on the port. */
  static async start(input: { port: number; nodes: readonly string[] }): Promise<Haproxy> {
    const directory = await makeTemporaryDirectory()
    const path = join(directory.path, 'haproxy.cfg')
    await writeFile(path, readdress(await readFile(ADVISED, 'utf8'), input))
    const child = spawn('haproxy', ['-q', '-db', '-f', path], { stdio: ['ignore', 'inherit', 'inherit'] })
    running.add(child)
    await vi.waitFor(() => knock(input.port), { timeout: 10_000, interval: 20 })
    return new Haproxy(child, directory.remove)
  }

  async stop(): Promise<void> {
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
    running.delete(this.#child)
    await this.#removeDirectory()
  }
}

/** Returns the configuration with the addresses of the tests. Throws unless it has exactly one place for each. */
function readdress(advised: string, { port, nodes }: { port: number; nodes: readonly string[] }): string {
  let number = 0
  const configuration = advised
    .replace(/^( *bind) .*$/m, `$1 127.0.0.1:${port}`)
    .replace(/^( *server \S+) \S+$/gm, (_, start: string) => {
      const node = nodes[number % nodes.length]
      number += 1
      return node === undefined ? '' : `${start} ${new URL(node).host}`
    })
  if (number === 0 || number % nodes.length > 0 || !configuration.includes(`:${port}\n`))
    throw new Error(`docs/haproxy.cfg has ${number} servers for ${nodes.length} nodes, or no line to bind`)
  return configuration
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
