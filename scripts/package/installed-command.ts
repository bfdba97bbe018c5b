import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { ServerProcess } from '#server/testing/server-process.ts'

type Line = Record<string, unknown>

/** A run of `aoi listen` that ends after one notification. */
export type Listening = {
  token: Promise<string>
  /** Settles with the payloads that it printed when it has ended. Rejects if it failed. */
  payloads: Promise<unknown[]>
}

/** The `aoi` command of an installed package, which runs on the given Node. `path` is the command's file. */
export class InstalledCommand {
  readonly #node: string
  readonly #path: string
  readonly #server: ServerProcess

  constructor({ node, path, server }: { node: string; path: string; server: ServerProcess }) {
    this.#node = node
    this.#path = path
    this.#server = server
  }

  /** Runs a command to its end, and returns the object that it prints. Rejects if its exit code is not 0. */
  async run(...words: string[]): Promise<Line> {
    const directory = words[0] === 'admin' ? ['--data-dir', this.#server.dataDirectory] : []
    const args = [this.#path, ...words, ...directory, '--json']
    const { stdout } = await promisify(execFile)(this.#node, args)
    return JSON.parse(stdout) as Line
  }

  /** Listens for one notification of the application, with the same state each time. */
  listen(application: string): Listening {
    const state = join(this.#server.dataDirectory, '../state')
    const words = ['listen', '--server', this.#server.url, '--app', application, '--state', state]
    const child = spawn(this.#node, [this.#path, ...words, '--count', '1', '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const lines: Line[] = []
    const errors: string[] = []
    child.stderr.setEncoding('utf8').on('data', (text: string) => void errors.push(text))
    const token = new Promise<string>((resolve) => {
      createInterface({ input: child.stdout }).on('line', (text) => {
        const line = JSON.parse(text) as Line
        lines.push(line)
        if (line.event === 'registered') resolve(String(line.clientAppToken))
      })
    })
    const payloads = once(child, 'close').then(([code]) => {
      if (code !== 0) throw new Error(`aoi listen ended with ${String(code)}:\n${errors.join('')}`)
      return lines.filter((line) => line.event === 'notification').map((line) => line.payload)
    })
    return { token, payloads }
  }
}
