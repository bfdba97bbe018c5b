/** What a runner's JSON reporter says, boiled down. `skipped` tests are neither passed nor failed. */
export type Totals = { passed: number; failed: number; skipped: number }

export const NOTHING: Totals = { passed: 0, failed: 0, skipped: 0 }

export function addTotals(a: Totals, b: Totals): Totals {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}

/** The line that `npm test` ends with. */
export function describeTotals({ passed, failed }: Totals): string {
  return `${passed} passed, ${failed} failed`
}

/**
 * Holds a runner to its exit code: one that crashed, failed outside any test, or ran no test at all counts as one
 * failure more, so that silence never looks like success.
 */
export function judgeRun(exitCode: number | null, reported: Totals | undefined): Totals {
  const totals = reported ?? NOTHING
  const ran = totals.passed + totals.failed > 0
  const explained = exitCode === 0 ? ran : totals.failed > 0
  return explained ? totals : { ...totals, failed: totals.failed + 1 }
}

type VitestReport = {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: readonly { status: string; assertionResults: readonly { status: string }[] }[]
}

/** Totals of Vitest's JSON report; a file that could not be loaded counts as one failure. */
export function readVitestReport(json: string): Totals {
  const report = JSON.parse(json) as VitestReport
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  errors: readonly unknown[]
}

/** Totals of Playwright's JSON report; a test that passed only when run again counts as failed. */
export function readPlaywrightReport(json: string): Totals {
  const { stats, errors } = JSON.parse(json) as PlaywrightReport
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  }
}
