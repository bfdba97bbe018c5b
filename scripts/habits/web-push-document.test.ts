import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readDocument, root } from './documents.ts'

const { text } = readDocument('docs/web-push.md')
const named = [...text.matchAll(/`([^`]+\.test\.ts)`: "([^"]+)"/g)].map(([, path = '', title = '']) => ({
  path,
  title,
}))

describe('the conformance table of Web Push', () => {
  test.each(named)('names a test that is there: $title', ({ path, title }) => {
    expect(existsSync(join(root, path))).toBe(true)
    expect(readFileSync(join(root, path), 'utf8')).toContain(title)
  })

  test('names one for almost all that the RFCs say', () => {
    expect(named.length).toBeGreaterThan(25)
  })
})
