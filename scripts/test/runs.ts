import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import { judgeRun, readPlaywrightReport, readVitestReport, type Totals } from './totals.ts'

/** One test runner: its command line (for this Node), where its JSON report goes, how that is read. */
export type Run = {
  name: string
  args: readonly string[]
  env: Readonly<Record<string, string>>
  report: string
  read: (json: string) => Totals
}

type VitestInput = { name: string; args: readonly string[]; env?: Readonly<Record<string, string>> }

/** A Vitest run whose report goes to the folder `reports`. */
export function vitestRun(reports: string, { name, args, env = {} }: VitestInput): Run {
  const report = join(reports, `${name}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  return {
    name,
    args: ['node_modules/vitest/vitest.mjs', 'run', ...args, ...reporters],
    env,
    report,
    read: readVitestReport,
  }
}

/** The browser tests, whose report goes to the folder `reports`. */
export function playwrightRun(reports: string): Run {
  const report = join(reports, 'end-to-end.json')
  return {
    name: 'end-to-end',
    args: ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    report,
    read: readPlaywrightReport,
  }
}

/** Runs it in `root` with its output passed straight through, and answers what it came to. */
export async function perform(root: string, run: Run): Promise<Totals> {
  console.log(`\ntest: ${run.name} …`)
  const child = begin({ root, run, stdio: 'inherit' })
  return judgeRun(await endOf(child), readReport(run))
}

/** Runs it on what others leave of the processor, and shows its output when it is over. */
export async function performAside(root: string, run: Run): Promise<Totals> {
  const child = begin({ root, run, stdio: ['ignore', 'pipe', 'pipe'] })
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW)
  const printed: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => printed.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => printed.push(chunk))
  const status = await endOf(child)
  console.log(`\ntest: ${run.name}, meanwhile:\n${Buffer.concat(printed)}`)
  return judgeRun(status, readReport(run))
}

function begin({ root, run, stdio }: { root: string; run: Run; stdio: StdioOptions }): ChildProcess {
  rmSync(run.report, { force: true })
  return spawn(process.execPath, run.args, { cwd: root, stdio, env: { ...process.env, ...run.env } })
}

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => child.once('close', resolve).once('error', reject))
}

function readReport(run: Run): Totals | undefined {
  if (!existsSync(run.report)) return undefined
  try {
    return run.read(readFileSync(run.report, 'utf8'))
  } catch {
    // A report cut short by a crash is no report: judgeRun counts it as failed.
    return undefined
  }
}
