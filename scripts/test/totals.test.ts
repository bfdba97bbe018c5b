import { expect, test } from 'vitest'
import { addTotals, describeTotals, judgeRun, readPlaywrightReport, readVitestReport } from './totals.ts'

test('adds up the runners and says so in one line', () => {
  const sum = addTotals({ passed: 3, failed: 1, skipped: 0 }, { passed: 4, failed: 0, skipped: 2 })
  expect(describeTotals(sum)).toBe('7 passed, 1 failed')
  expect(sum.skipped).toBe(2)
})

test('counts a runner that left no report as failed', () => {
  expect(judgeRun(1, undefined).failed).toBe(1)
  expect(judgeRun(0, undefined).failed).toBe(1)
  expect(judgeRun(null, undefined).failed).toBe(1)
})

test('counts a runner that failed outside its tests as failed', () => {
  expect(judgeRun(1, { passed: 5, failed: 0, skipped: 0 })).toEqual({ passed: 5, failed: 1, skipped: 0 })
})

test('counts a runner that ran nothing as failed', () => {
  expect(judgeRun(0, { passed: 0, failed: 0, skipped: 3 }).failed).toBe(1)
})

test('takes the totals of an explained run as they are', () => {
  expect(judgeRun(0, { passed: 5, failed: 0, skipped: 0 }).failed).toBe(0)
  expect(judgeRun(1, { passed: 5, failed: 2, skipped: 0 }).failed).toBe(2)
})

test('counts a test file that could not be loaded', () => {
  const report = {
    numPassedTests: 2,
    numFailedTests: 1,
    numPendingTests: 1,
    numTodoTests: 0,
    testResults: [
      { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] },
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ],
  }
  expect(readVitestReport(JSON.stringify(report))).toEqual({ passed: 2, failed: 2, skipped: 1 })
})

test('counts a flaky browser test and an error outside the tests as failed', () => {
  const report = { stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 0 }, errors: [{ message: 'x' }] }
  expect(readPlaywrightReport(JSON.stringify(report))).toEqual({ passed: 4, failed: 3, skipped: 0 })
})
