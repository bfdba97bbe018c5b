import fc from 'fast-check'
import { test } from 'vitest'
import { fingerprint } from '#protocol'
import { tokenFingerprint } from './token-fingerprint.ts'

test('a fingerprint made by Node is the one of the protocol', () => {
  fc.assert(fc.property(fc.string(), (token) => tokenFingerprint(token) === fingerprint(token)))
})
