import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from './free-port.ts'

/** The first version with sharded publish and subscribe. */
const MAJOR_VERSION = 7

/** True when a `redis-server` that is new enough is installed. */
export function hasRedisServer(): boolean {
  const { stdout } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' })
  return Number(/v=(\d+)/.exec(stdout ?? '')?.[1] ?? 0) >= MAJOR_VERSION
}

/** Processes that must not outlive the tests. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** A Redis of its own, on one port for as long as the test lasts. It can be killed and started again. */
export class RedisServer {
  readonly port: number
  readonly #directory: string
  readonly #args: readonly string[]
  #child: ChildProcess | undefined

  private constructor(input: { port: number; directory: string; args: readonly string[] }) {
    this.port = input.port
    this.#directory = input.directory
    this.#args = input.args
  }

  /** Starts one. With `cluster`, it is the only node of a Redis Cluster. */
  static async start({ cluster = false } = {}): Promise<RedisServer> {
    const directory = await mkdtemp(join(tmpdir(), 'aoi-redis-'))
    // By default the cluster's own port is 10,000 above the port, where it may be taken or out of range.
    const args = cluster ? ['--cluster-enabled', 'yes', '--cluster-port', String(await findFreePort())] : []
    const server = new RedisServer({ port: await findFreePort(), directory, args })
    await server.begin()
    if (cluster) server.#command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
    return server
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  async begin(): Promise<void> {
    const own = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#directory]
    const child = spawn('redis-server', [...own, '--save', '', '--appendonly', 'no', ...this.#args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#child = child
    running.add(child)
    let output = ''
    for await (const text of child.stdout.setEncoding('utf8')) {
      output += String(text)
      if (output.includes('Ready to accept connections')) break
    }
    if (!output.includes('Ready to accept connections')) throw new Error(`Redis ended: ${output}`)
    child.stdout.resume()
  }

  /** `SIGSTOP` stops it and `SIGCONT` lets it continue. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal)
  }

  async kill(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
    running.delete(child)
  }

  async remove(): Promise<void> {
    await this.kill()
    await rm(this.#directory, { recursive: true, force: true })
  }

  #command(...args: string[]): void {
    const run = spawnSync('redis-cli', ['-p', String(this.port), ...args], { encoding: 'utf8' })
    if (!run.stdout.includes('OK'))
      throw new Error(`redis-cli ${args.join(' ')}: ${run.stdout} ${run.stderr}`)
  }
}
