import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/** The summary of a runner's JSON report. `skipped` tests neither passed nor failed. */
export type Totals = { passed: number; skipped: number; failures: readonly Failure[] }

/** A test that failed, or a fault that kept a runner from running its tests: its place and its message. */
export type Failure = { where: string; message: string }

export const NOTHING: Totals = { passed: 0, skipped: 0, failures: [] }

export function addTotals(a: Totals, b: Totals): Totals {
  return {
    passed: a.passed + b.passed,
    skipped: a.skipped + b.skipped,
    failures: [...a.failures, ...b.failures],
  }
}

/** Returns the last line of `npm test`. */
export function describeTotals({ passed, failures }: Totals): string {
  return `${passed} passed, ${failures.length} failed`
}

const MESSAGE_LINES = 20

/** Describes one failure for readers of the end of a long output: its place and the first lines of its message. */
export function describeFailure({ where, message }: Failure): string {
  const lines = stripVTControlCharacters(message).split('\n').slice(0, MESSAGE_LINES)
  return [`failed: ${where}`, ...lines.map((line) => `  ${line}`.trimEnd())].join('\n')
}

/**
 * Checks a runner's totals against its exit code. A runner that crashed, failed outside any test, or ran no test counts
 * as one more failure, so that silence never looks like success.
 */
export function judgeRun(name: string, exitCode: number | null, reported: Totals | undefined): Totals {
  const totals = reported ?? NOTHING
  const ran = totals.passed + totals.failures.length > 0
  const explained = exitCode === 0 ? ran : totals.failures.length > 0
  if (explained) return totals
  const ended = exitCode === null ? 'was killed' : `ended with exit code ${exitCode}`
  const message = ran ? `${ended}, and no test failed` : `${ended}, and ran no test`
  return { ...totals, failures: [...totals.failures, { where: name, message }] }
}

type VitestReport = {
  numPassedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: readonly VitestFile[]
}

type VitestFile = {
  name: string
  status: string
  message: string
  assertionResults: readonly { status: string; fullName: string; failureMessages: readonly string[] }[]
}

/**
 * Reads the totals of Vitest's JSON report. A file that could not be loaded counts as one failure. Paths are relative
 * to `root`.
 */
export function readVitestReport(json: string, root: string): Totals {
  const report = JSON.parse(json) as VitestReport
  return {
    passed: report.numPassedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: report.testResults.flatMap((file) => vitestFailures(file, relative(root, file.name))),
  }
}

function vitestFailures({ status, message, assertionResults }: VitestFile, path: string): Failure[] {
  const failures = assertionResults
    .filter((test) => test.status === 'failed')
    .map((test) => ({ where: `${path} › ${test.fullName}`, message: test.failureMessages.join('\n') }))
  return status === 'failed' && failures.length === 0 ? [{ where: path, message }] : failures
}

type PlaywrightReport = {
  stats: { expected: number; skipped: number }
  suites: readonly PlaywrightSuite[]
  errors: readonly PlaywrightError[]
}

type PlaywrightSuite = { suites?: readonly PlaywrightSuite[]; specs: readonly PlaywrightSpec[] }

type PlaywrightSpec = {
  file: string
  line: number
  title: string
  tests: readonly { status: string; results: readonly { errors: readonly PlaywrightError[] }[] }[]
}

type PlaywrightError = { message?: string }

/** Reads the totals of Playwright's JSON report. A test that passed only in a retry counts as failed. */
export function readPlaywrightReport(json: string): Totals {
  const { stats, suites, errors } = JSON.parse(json) as PlaywrightReport
  return {
    passed: stats.expected,
    skipped: stats.skipped,
    failures: [
      ...suites.flatMap(specsOf).flatMap(playwrightFailures),
      ...errors.map(({ message = '' }) => ({ where: 'end-to-end', message })),
    ],
  }
}

function specsOf({ suites = [], specs }: PlaywrightSuite): readonly PlaywrightSpec[] {
  return [...specs, ...suites.flatMap(specsOf)]
}

function playwrightFailures({ file, line, title, tests }: PlaywrightSpec): Failure[] {
  return tests
    .filter(({ status }) => status === 'unexpected' || status === 'flaky')
    .map(({ results }) => {
      const messages = results.flatMap(({ errors }) => errors.map(({ message = '' }) => message))
      return { where: `e2e/${file}:${line} › ${title}`, message: messages.join('\n') }
    })
}
