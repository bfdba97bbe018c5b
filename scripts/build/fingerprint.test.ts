import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fingerprint } from './fingerprint.ts'

let root = ''

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aoi-fingerprint-'))
  mkdirSync(join(root, 'server'))
  writeFileSync(join(root, 'server/index.ts'), 'one')
})

afterEach(() => rmSync(root, { recursive: true }))

test('stays the same while nothing changes', () => {
  expect(fingerprint(root, ['server'])).toBe(fingerprint(root, ['server']))
})

test('changes with the contents, the name and the number of files', () => {
  const before = fingerprint(root, ['server'])
  writeFileSync(join(root, 'server/index.ts'), 'two')
  const edited = fingerprint(root, ['server'])
  writeFileSync(join(root, 'server/env.ts'), '')
  const added = fingerprint(root, ['server'])
  expect(new Set([before, edited, added]).size).toBe(3)
})

test('ignores tests and build products', () => {
  const before = fingerprint(root, ['server'])
  writeFileSync(join(root, 'server/index.test.ts'), 'a test')
  mkdirSync(join(root, 'server/generated'))
  writeFileSync(join(root, 'server/generated/client.ts'), 'made')
  expect(fingerprint(root, ['server'])).toBe(before)
})

test('accepts a missing input', () => {
  expect(fingerprint(root, ['server', 'absent'])).toBe(fingerprint(root, ['server']))
})
