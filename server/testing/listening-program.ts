import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { vi } from 'vitest'
import { knock } from './knock.ts'

type Input = {
  command: string
  args: readonly string[]
  /** The port of this machine on which it will listen. */
  port: number
  /** Holds its files. Removed when it stops. */
  directory: { remove: () => Promise<void> }
  isQuiet?: boolean
}

/** Processes that must not outlive the tests. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** A program that is not ours, which listens on a port while a test runs. */
export class ListeningProgram {
  readonly #child: ChildProcess
  readonly #directory: Input['directory']

  private constructor(child: ChildProcess, directory: Input['directory']) {
    this.#child = child
    this.#directory = directory
  }

  /** Resolves when it listens. */
  static async start({ command, args, port, directory, isQuiet = false }: Input): Promise<ListeningProgram> {
    const output = isQuiet ? 'ignore' : 'inherit'
    const child = spawn(command, args, { stdio: ['ignore', output, output] })
    running.add(child)
    await vi.waitFor(() => knock(port), { timeout: 60_000, interval: 20 })
    return new ListeningProgram(child, directory)
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const gone = once(this.#child, 'exit')
    this.#child.kill(signal)
    await gone
    running.delete(this.#child)
    await this.#directory.remove()
  }
}
