import { expect, test } from 'vitest'
import { scanFailureOf, scanStateOf } from './scan-state.ts'

const facts = { isSecure: true, hasCamera: true, formats: ['aztec', 'qr_code'] }

test('A browser scans if it has TLS, a camera and a reader of QR codes', () => {
  expect(scanStateOf(facts)).toBe('ready')
  expect(scanStateOf({ ...facts, isSecure: false })).toBe('insecure')
  expect(scanStateOf({ ...facts, hasCamera: false })).toBe('unsupported')
  expect(scanStateOf({ ...facts, formats: undefined })).toBe('unsupported')
  expect(scanStateOf({ ...facts, formats: ['aztec'] })).toBe('unsupported')
})

test('Every error of a camera has its own sentence', () => {
  const names = ['NotAllowedError', 'NotFoundError', 'NotReadableError', 'TimeoutError', 'TypeError']
  expect(names.map(scanFailureOf)).toEqual(['denied', 'noCamera', 'busy', 'timedOut', 'other'])
})
