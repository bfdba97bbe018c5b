import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ADMIN_PATH, ADMIN_SOCKET_NAME } from '#protocol'
import type { FailpointName } from '../core/failpoint.ts'
import { findFreePort } from './free-port.ts'
import { makeTemporaryDirectory } from './temporary-database.ts'

/** The server of this version, with failpoints. */
export const FAILPOINT_BUNDLE = fileURLToPath(
  new URL('../../dist/testing/server-with-failpoints.mjs', import.meta.url),
)
const READY = 'AOI Server ready at'

export type ServerEnding = { code: number | null; signal: NodeJS.Signals | null }

/** One run of the server. */
export type ServerRun = {
  processId: number
  /** If the run ends before it is ready, rejects with its output. */
  ready: Promise<void>
  ended: Promise<ServerEnding>
  /** Sends the signal and waits for the end. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<ServerEnding>
}

type Options = {
  /** Default: the embedded SQLite. */
  databaseUrl?: string
  env?: Readonly<Record<string, string>>
  /** Default: a new temporary directory. */
  dataDirectory?: string
  /** Default: the bundle with failpoints. */
  bundle?: string
  /** Path of the Node that runs it. Default: this one. */
  node?: string
  nodeArguments?: readonly string[]
}

/** A server in a process of its own. Tests end it and start it again on one port and one data directory. */
export class ServerProcess {
  readonly url: string
  readonly dataDirectory: string
  readonly #env: Readonly<Record<string, string>>
  #program: { node: string; bundle: string; nodeArguments: readonly string[] }
  readonly #removeDirectory: () => Promise<void>
  #output = ''
  #errors = ''
  #run: ServerRun | undefined

  private constructor(parts: {
    port: number
    directory: { path: string; remove: () => Promise<void> }
    options: Options
  }) {
    const { port, directory, options } = parts
    const { databaseUrl } = options
    this.url = `http://127.0.0.1:${port}`
    this.dataDirectory = options.dataDirectory ?? join(directory.path, 'data')
    this.#removeDirectory = directory.remove
    const { node = process.execPath, bundle = FAILPOINT_BUNDLE, nodeArguments = [] } = options
    this.#program = { node, bundle, nodeArguments }
    this.#env = {
      PORT: String(port),
      AOI_DATA_DIR: this.dataDirectory,
      AOI_PUBLIC_URL: this.url,
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
      ...options.env,
    }
  }

  /** Reserves a port and a directory, and starts no run. */
  static async prepare(options: Options = {}): Promise<ServerProcess> {
    const [port, directory] = await Promise.all([findFreePort(), makeTemporaryDirectory()])
    return new ServerProcess({ port, directory, options })
  }

  /** Prepares a server, starts it and waits until it is ready. */
  static async start(options: Options = {}): Promise<ServerProcess> {
    const server = await ServerProcess.prepare(options)
    await server.begin().ready
    return server
  }

  /** The output of all runs. */
  get output(): string {
    return this.#output
  }

  /** Standard error of all runs: the log. */
  get errors(): string {
    return this.#errors
  }

  /** The latest run. */
  get run(): ServerRun {
    if (this.#run === undefined) throw new Error('the server was never begun')
    return this.#run
  }

  /** Makes the next run one of another version. */
  switchTo(bundle: string): void {
    this.#program = { ...this.#program, bundle }
  }

  /** Starts a run. `failpoint` kills it when it reaches that point for the `times`-th time. */
  begin(failpoint?: { name: FailpointName; times: number }): ServerRun {
    const { node, bundle, nodeArguments } = this.#program
    if (!existsSync(bundle))
      throw new Error('the bundles are not built: run `npx tsx scripts/build.ts bundles`')
    const FAILPOINT = failpoint === undefined ? '' : `${failpoint.name}:${failpoint.times}`
    const { PATH = '' } = process.env
    const child = spawn(node, [...nodeArguments, bundle], {
      env: { NODE_ENV: 'production', PATH, ...this.#env, FAILPOINT },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#run = watch(child, (text) => {
      this.#output += text
    })
    child.stderr?.on('data', (text: string) => {
      this.#errors += text
    })
    return this.#run
  }

  /** Makes an API key over the admin socket. */
  async createKey(...applications: string[]): Promise<string> {
    const { key } = await this.callAdmin('keys.create', { name: 'tests', applications })
    return String(key)
  }

  /** Makes a call over the admin socket. */
  callAdmin(call: string, body: object): Promise<Record<string, unknown>> {
    return callAdmin(this.dataDirectory, { call, body })
  }

  /** Kills it if it runs, and removes the data directory. */
  async remove(): Promise<void> {
    await this.#run?.end('SIGKILL')
    await this.#removeDirectory()
  }
}

function watch(child: ChildProcess, print: (text: string) => void): ServerRun {
  let output = ''
  let becomeReady = () => {}
  const ended = new Promise<ServerEnding>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  )
  const ready = new Promise<void>((resolve, reject) => {
    becomeReady = resolve
    void ended.then(({ code, signal }) =>
      reject(new Error(`the server ended (${signal ?? code}):\n${output}`)),
    )
  })
  // Callers that wait only for `ended` must not get an unhandled rejection.
  ready.catch(() => undefined)
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
      print(text)
      if (output.includes(READY)) becomeReady()
    })
  }
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return ended
  }
  return { processId: child.pid ?? 0, ready, ended, end }
}

async function callAdmin(
  dataDirectory: string,
  { call, body }: { call: string; body: object },
): Promise<Record<string, unknown>> {
  const text = await new Promise<string>((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    const socketPath = join(dataDirectory, ADMIN_SOCKET_NAME)
    const asked = request(
      { socketPath, path: `${ADMIN_PATH}${call}`, method: 'POST', headers },
      (response) => {
        let received = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          received += chunk
        })
        response.once('end', () => resolve(received))
      },
    )
    asked.once('error', reject).end(JSON.stringify(body))
  })
  return JSON.parse(text) as Record<string, unknown>
}
