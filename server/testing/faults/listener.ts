import { vi } from 'vitest'
import { AoiCommand, type CommandEnding } from './aoi-command.ts'
import type { Receipt } from './receiver.ts'

const START_MILLISECONDS = 60_000

type ListenerInput = {
  name: string
  serverUrl: string
  applicationName: string
  stateDirectory: string
  seed?: string
  /** Further arguments. */
  args?: readonly string[]
}

/** `aoi listen` with its state in one directory, through all its runs. */
export class Listener {
  readonly name: string
  readonly #args: readonly string[]
  readonly #runs: AoiCommand[] = []

  constructor({ name, serverUrl, applicationName, stateDirectory, seed, args = [] }: ListenerInput) {
    this.name = name
    this.#args = [
      ...['listen', '--server', serverUrl, '--app', applicationName, '--state', stateDirectory],
      ...(seed === undefined ? [] : ['--seed', seed]),
      ...args,
    ]
  }

  /** Starts a run. Returns the token once the listener is registered and connected. */
  async start(): Promise<string> {
    const run = this.begin()
    const registered = await vi.waitFor(
      () => {
        const line = run.lines.find(({ event }) => event === 'registered')
        if (line === undefined || !run.lines.some(isConnected))
          throw new Error(`${this.name} is not there: ${run.errors}`)
        return line
      },
      { timeout: START_MILLISECONDS, interval: 20 },
    )
    return String(registered.clientAppToken)
  }

  /** Starts a run without waiting. */
  begin(): AoiCommand {
    const run = new AoiCommand(this.#args)
    this.#runs.push(run)
    return run
  }

  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<CommandEnding> {
    const run = this.#runs.at(-1)
    if (run === undefined) throw new Error(`${this.name} was never started`)
    return run.end(signal)
  }

  /** Standard error of the latest run so far. */
  get errors(): string {
    return this.#runs.at(-1)?.errors ?? ''
  }

  /** The whole output of all runs. */
  get printed(): string {
    return this.#runs.map(({ lines, errors }) => `${JSON.stringify(lines)}\n${errors}`).join('\n')
  }

  /** The notifications that all runs have printed, in order. */
  get receipts(): Receipt[] {
    return this.receiptsOfRuns.flat()
  }

  get receiptsOfRuns(): Receipt[][] {
    return this.#runs.map(({ lines }) =>
      lines
        .filter(({ event }) => event === 'notification')
        .map((line) => ({
          clientAppToken: String(line.clientAppToken),
          seq: Number(line.seq),
          id: String(line.id),
          payload: line.payload,
        })),
    )
  }
}

function isConnected(line: Record<string, unknown>): boolean {
  return line.event === 'state' && line.state === 'connected'
}
