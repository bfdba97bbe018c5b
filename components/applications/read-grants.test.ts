import { expect, test } from 'vitest'
import { isGrant } from '#protocol/admin.ts'
import { findHopelessGrant, readGrants } from './read-grants.ts'

test('grants are read as they are typed, each once', () => {
  expect(readGrants(' com.example.*, org.games.go\n com.example.* ;')).toEqual([
    'com.example.*',
    'org.games.go',
  ])
  expect(readGrants('  ')).toEqual([])
})

test('the page refuses grants that can never match, like the server', () => {
  const hopeless = ['com.*.alerts', '*', '.*', '*.news', 'com.example*', 'a**', 'com.**']
  const fine = ['com.example.*', 'com.example', 'demo', 'a.*']
  for (const grant of hopeless)
    expect([grant, findHopelessGrant(['demo', grant]), isGrant(grant)]).toEqual([grant, grant, false])
  for (const grant of fine)
    expect([grant, findHopelessGrant([grant]), isGrant(grant)]).toEqual([grant, undefined, true])
})
