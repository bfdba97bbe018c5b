import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readDocument, root } from './documents.ts'

const { text } = readDocument('docs/web-push.md')
const named = [...text.matchAll(/`([^`]+\.test\.ts)`: "([^"]+)"/g)].map(([, path = '', title = '']) => ({
  path,
  title,
}))

/** The last column of each row in the tables of RFCs. */
const tests = text
  .slice(text.indexOf('## Conformance'), text.indexOf('## Deliberate deviations'))
  .split('\n')
  .filter((line) => /^\| (\d|drafts)/.test(line))
  .map((line) => line.split(' | ').at(-1)?.replace(/ \|$/, '') ?? '')

describe('the conformance table of Web Push', () => {
  test.each(named)('names an existing test: $title', ({ path, title }) => {
    expect(existsSync(join(root, path))).toBe(true)
    expect(readFileSync(join(root, path), 'utf8')).toContain(title)
  })

  test('names in every row the test that covers it, or that there is none', () => {
    expect(tests.filter((named) => !/^(none|the same)$|`[^`]+\.test\.ts`: "/.test(named))).toEqual([])
    expect(tests.length).toBeGreaterThan(45)
    expect(tests.filter((named) => named === 'none').length).toBeLessThan(6)
  })

  test('names a test for almost every rule of the RFCs', () => {
    expect(named.length).toBeGreaterThan(25)
  })
})
