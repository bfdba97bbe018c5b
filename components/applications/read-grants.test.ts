import { expect, test } from 'vitest'
import { readGrants } from './read-grants.ts'

test('grants are read as they are typed, each once', () => {
  expect(readGrants(' com.example.*, org.games.go\n com.example.* ;')).toEqual([
    'com.example.*',
    'org.games.go',
  ])
  expect(readGrants('  ')).toEqual([])
})
