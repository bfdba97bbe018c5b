import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { judgeRun, readPlaywrightReport, readVitestReport, type Totals } from './totals.ts'

/**
 * One test runner: its command line (for this Node), the path of its JSON report, and the function that reads the
 * report.
 */
export type Run = {
  name: string
  args: readonly string[]
  env: Readonly<Record<string, string>>
  report: string
  read: (json: string, root: string) => Totals
}

type VitestInput = { name: string; args: readonly string[]; env?: Readonly<Record<string, string>> }

/** Returns a Vitest run that writes its report into the folder `reports`. */
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

type PlaywrightInput = { project: string; files?: readonly string[]; env?: Readonly<Record<string, string>> }

/**
 * Returns a run of one project of the browser tests, or of some of its files. It writes its report into the folder
 * `reports`.
 */
export function playwrightRun(reports: string, { project, files = [], env = {} }: PlaywrightInput): Run {
  const report = join(reports, `${project}.json`)
  const options = [`--project=${project}`, '--no-deps', '--reporter=list,json']
  return {
    name: `end-to-end: ${project}`,
    args: ['node_modules/@playwright/test/cli.js', 'test', ...options, ...files],
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    report,
    read: readPlaywrightReport,
  }
}

/** Runs it in `root`, passes its output through, and returns its totals. */
export function perform(root: string, run: Run): Totals {
  rmSync(run.report, { force: true })
  console.log(`\ntest: ${run.name} …`)
  const env = { ...process.env, ...run.env }
  const { status } = spawnSync(process.execPath, run.args, { cwd: root, stdio: 'inherit', env })
  return judgeRun(run.name, status, readReport(root, run))
}

function readReport(root: string, run: Run): Totals | undefined {
  if (!existsSync(run.report)) return undefined
  try {
    return run.read(readFileSync(run.report, 'utf8'), root)
  } catch {
    // A report that a crash cut short is no report: judgeRun counts it as failed.
    return undefined
  }
}
