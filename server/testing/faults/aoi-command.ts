import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const COMMAND = fileURLToPath(new URL('../../../client/bin/aoi.mjs', import.meta.url))
const BUNDLE = fileURLToPath(new URL('../../../client/dist/aoi.mjs', import.meta.url))

/** A line of the command's output with `--json`. */
export type Line = Record<string, unknown>

export type CommandEnding = { code: number | null; signal: NodeJS.Signals | null }

/** Runs the `aoi` command in a process of its own, with `--json`. */
export class AoiCommand {
  /** Lines of standard output so far, in order. */
  readonly lines: Line[] = []
  readonly ended: Promise<CommandEnding>
  readonly #child: ChildProcess
  #errors = ''
  /** The last line, while it has no end. */
  #rest = ''

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    if (!existsSync(BUNDLE))
      throw new Error('the bundles are not built: run `npx tsx scripts/build.ts bundles`')
    const { PATH = '', HOME = '' } = process.env
    this.#child = spawn(process.execPath, [COMMAND, ...args, '--json'], {
      env: { NODE_ENV: 'production', PATH, HOME, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#read(text))
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text
    })
    this.ended = new Promise((resolve) =>
      this.#child.once('close', (code, signal) => resolve({ code, signal })),
    )
  }

  /** Runs a command to its end and returns its lines. Rejects when it fails. */
  static async run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Line[]> {
    const command = new AoiCommand(args, env)
    const { code } = await command.ended
    if (code !== 0) throw new Error(`aoi ${args[0]} ended with ${code}: ${command.errors}`)
    return command.lines
  }

  /** Standard error so far. */
  get errors(): string {
    return this.#errors
  }

  /** Ends it by the signal and waits for the end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<CommandEnding> {
    this.#child.kill(signal)
    return this.ended
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    this.lines.push(...lines.map((line) => JSON.parse(line) as Line))
  }
}
