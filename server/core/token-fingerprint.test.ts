import fc from 'fast-check'
import { test } from 'vitest'
import { fingerprint } from '#protocol'
import { tokenFingerprint } from './token-fingerprint.ts'

test('Node computes the same fingerprint as the protocol', () => {
  fc.assert(fc.property(fc.string(), (token) => tokenFingerprint(token) === fingerprint(token)))
})
