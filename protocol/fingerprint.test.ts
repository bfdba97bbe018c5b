import { expect, test } from 'vitest'
import { fingerprint } from './fingerprint.ts'

test('a fingerprint is the first six hex digits of SHA-256', () => {
  // FIPS 180-2, appendix B.1.
  expect(fingerprint('abc')).toBe('ba7816')
})
