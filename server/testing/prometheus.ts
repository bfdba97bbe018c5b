import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { vi } from 'vitest'
import { findFreePort } from './free-port.ts'
import { knock } from './knock.ts'
import { makeTemporaryDirectory } from './temporary-database.ts'

/** True when `prometheus` and its `promtool` are installed. */
export function hasPrometheus(): boolean {
  return ['prometheus', 'promtool'].every((command) => spawnSync(command, ['--version']).status === 0)
}

/** Processes that must not outlive the tests. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

type QueryResult = { metric: Readonly<Record<string, string>>; value: [at: number, value: string] }
type Answer = { status: string; error?: string; data: { result: QueryResult[] } }
type Rule = { name: string; health: string; state: string; lastError?: string }

/** A Prometheus that scrapes one server every second, with the alerts of a file. */
export class Prometheus {
  readonly #url: string
  readonly #child: ChildProcess
  readonly #removeDirectory: () => Promise<void>

  private constructor(parts: { url: string; child: ChildProcess; removeDirectory: () => Promise<void> }) {
    this.#url = parts.url
    this.#child = parts.child
    this.#removeDirectory = parts.removeDirectory
  }

  /** Resolves when it listens. `target` is `HOST:PORT`, `rules` a path. */
  static async start(input: { target: string; token: string; rules: string }): Promise<Prometheus> {
    const directory = await makeTemporaryDirectory()
    const config = join(directory.path, 'prometheus.yaml')
    await writeFile(config, configuration(input))
    const port = await findFreePort()
    const child = spawn(
      'prometheus',
      [
        ...[`--config.file=${config}`, `--storage.tsdb.path=${join(directory.path, 'data')}`],
        ...[`--web.listen-address=127.0.0.1:${port}`, '--log.level=error'],
      ],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    )
    running.add(child)
    await vi.waitFor(() => knock(port), { timeout: 60_000, interval: 50 })
    return new Prometheus({ url: `http://127.0.0.1:${port}`, child, removeDirectory: directory.remove })
  }

  /** Evaluates an expression now. Rejects with the error of Prometheus. */
  async query(expression: string): Promise<QueryResult[]> {
    const body = new URLSearchParams({ query: expression })
    const answer = (await (
      await fetch(`${this.#url}/api/v1/query`, { method: 'POST', body })
    ).json()) as Answer
    if (answer.status !== 'success') throw new Error(`${expression}: ${answer.error}`)
    return answer.data.result
  }

  async listRules(): Promise<Rule[]> {
    const answer = await (await fetch(`${this.#url}/api/v1/rules`)).json()
    return (answer as { data: { groups: { rules: Rule[] }[] } }).data.groups.flatMap(({ rules }) => rules)
  }

  async stop(): Promise<void> {
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    await gone
    running.delete(this.#child)
    await this.#removeDirectory()
  }
}

function configuration({ target, token, rules }: { target: string; token: string; rules: string }): string {
  return `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: ['${rules}']
scrape_configs:
  - job_name: aoi
    authorization: { credentials: '${token}' }
    static_configs: [{ targets: ['${target}'] }]
`
}
