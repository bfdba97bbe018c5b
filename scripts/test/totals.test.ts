import { expect, test } from 'vitest'
import {
  addTotals,
  describeFailure,
  describeTotals,
  judgeRun,
  NOTHING,
  readPlaywrightReport,
  readVitestReport,
} from './totals.ts'

const failure = { where: 'a.test.ts › adds', message: 'expected 1 to be 2' }

test('adds up the runners and prints one line', () => {
  const sum = addTotals(
    { passed: 3, skipped: 0, failures: [failure] },
    { passed: 4, skipped: 2, failures: [] },
  )
  expect(describeTotals(sum)).toBe('7 passed, 1 failed')
  expect(sum.skipped).toBe(2)
})

test('prints a failure with its place and the first lines of its message, without colours', () => {
  expect(describeFailure({ ...failure, message: '\u001b[31mexpected\u001b[39m 1\n\nto be 2' })).toBe(
    'failed: a.test.ts › adds\n  expected 1\n\n  to be 2',
  )
  expect(describeFailure({ ...failure, message: 'line\n'.repeat(100) }).split('\n')).toHaveLength(21)
})

test('counts a runner without a report as failed', () => {
  expect(judgeRun('unit', 1, undefined).failures).toEqual([
    { where: 'unit', message: 'ended with exit code 1, and ran no test' },
  ])
  expect(judgeRun('unit', 0, undefined).failures).toHaveLength(1)
  expect(judgeRun('unit', null, undefined).failures).toEqual([
    { where: 'unit', message: 'was killed, and ran no test' },
  ])
})

test('counts a runner that failed outside its tests as failed', () => {
  expect(judgeRun('unit', 1, { ...NOTHING, passed: 5 })).toEqual({
    passed: 5,
    skipped: 0,
    failures: [{ where: 'unit', message: 'ended with exit code 1, and no test failed' }],
  })
})

test('counts a runner that ran no test as failed', () => {
  expect(judgeRun('unit', 0, { ...NOTHING, skipped: 3 }).failures).toHaveLength(1)
})

test('takes the totals of a run with a full report as they are', () => {
  expect(judgeRun('unit', 0, { ...NOTHING, passed: 5 }).failures).toEqual([])
  expect(judgeRun('unit', 1, { ...NOTHING, passed: 5, failures: [failure] }).failures).toEqual([failure])
})

test('counts and names a test that failed, and a test file that could not be loaded', () => {
  const passed = { status: 'passed', fullName: 'is there', failureMessages: [] }
  const failed = { status: 'failed', fullName: 'adds', failureMessages: ['expected 1 to be 2'] }
  const report = {
    numPassedTests: 2,
    numPendingTests: 1,
    numTodoTests: 0,
    testResults: [
      { name: '/aoi/a.test.ts', status: 'failed', message: '', assertionResults: [passed, failed] },
      { name: '/aoi/b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
      { name: '/aoi/c.test.ts', status: 'passed', message: '', assertionResults: [passed] },
    ],
  }
  expect(readVitestReport(JSON.stringify(report), '/aoi')).toEqual({
    passed: 2,
    skipped: 1,
    failures: [failure, { where: 'b.test.ts', message: 'no such module' }],
  })
})

test('counts and names a browser test that failed, one that was flaky, and an error outside the tests', () => {
  const spec = (title: string, status: string, ...messages: readonly string[]) => ({
    file: 'overview.spec.ts',
    line: 3,
    title,
    tests: [{ status, results: [{ errors: messages.map((message) => ({ message })) }] }],
  })
  const report = {
    stats: { expected: 1, unexpected: 1, flaky: 1, skipped: 0 },
    suites: [
      {
        specs: [spec('opens', 'expected'), spec('closes', 'unexpected', 'no button')],
        suites: [{ specs: [spec('waits', 'flaky', 'too late')] }],
      },
    ],
    errors: [{ message: 'no browser' }],
  }
  expect(readPlaywrightReport(JSON.stringify(report))).toEqual({
    passed: 1,
    skipped: 0,
    failures: [
      { where: 'e2e/overview.spec.ts:3 › closes', message: 'no button' },
      { where: 'e2e/overview.spec.ts:3 › waits', message: 'too late' },
      { where: 'end-to-end', message: 'no browser' },
    ],
  })
})
