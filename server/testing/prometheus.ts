import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findFreePort } from './free-port.ts'
import { ListeningProgram } from './listening-program.ts'
import { makeTemporaryDirectory } from './temporary-database.ts'

/** True when `prometheus` and its `promtool` are installed. */
export function hasPrometheus(): boolean {
  return ['prometheus', 'promtool'].every((command) => spawnSync(command, ['--version']).status === 0)
}

type QueryResult = { metric: Readonly<Record<string, string>>; value: [at: number, value: string] }
type Answer = { status: string; error?: string; data: { result: QueryResult[] } }
type Rule = { name: string; health: string; state: string; lastError?: string }

/** A Prometheus that scrapes one server every second, with the alerts of a file. */
export class Prometheus {
  readonly #url: string
  readonly #program: ListeningProgram

  private constructor(url: string, program: ListeningProgram) {
    this.#url = url
    this.#program = program
  }

  /** Resolves when it listens. `target` is `HOST:PORT`, `rules` a path. */
  static async start(input: { target: string; token: string; rules: string }): Promise<Prometheus> {
    const directory = await makeTemporaryDirectory()
    const config = join(directory.path, 'prometheus.yaml')
    await writeFile(config, configuration(input))
    const port = await findFreePort()
    const args = [
      ...[`--config.file=${config}`, `--storage.tsdb.path=${join(directory.path, 'data')}`],
      ...[`--web.listen-address=127.0.0.1:${port}`, '--log.level=error'],
    ]
    const program = await ListeningProgram.start({ command: 'prometheus', args, port, directory })
    return new Prometheus(`http://127.0.0.1:${port}`, program)
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

  stop(): Promise<void> {
    return this.#program.stop('SIGTERM')
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
