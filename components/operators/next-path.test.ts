import fc from 'fast-check'
import { expect, it } from 'vitest'
import { carryNext, nextPath } from './next-path.ts'

it('returns to a page of this server with its query and fragment after signing in', () => {
  expect(nextPath('?next=%2Ftokens%2F7%3Fa%3Db')).toBe('/tokens/7?a=b')
  expect(nextPath('?next=%2Fsettings%3Fa%3D1%23limits')).toBe('/settings?a=1#limits')
  expect(nextPath('?next=%2Fsettings', '#limits')).toBe('/settings#limits')
  expect(nextPath('')).toBe('/')
})

it('carries the wanted page on to the setup, and drops an invalid one', () => {
  expect(carryNext('/setup', '?next=%2Ftokens%3Fkind%3Dshared')).toBe('/setup?next=%2Ftokens%3Fkind%3Dshared')
  for (const search of ['', '?next=%2F', '?next=https%3A%2F%2Fevil.example'])
    expect(carryNext('/setup', search)).toBe('/setup')
})

it.each([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  '/\t/evil.example',
  'javascript:alert(1)',
  '/sign-in?next=%2Fsign-in',
  '/setup',
  '/invitation#code',
  '',
])('does not lead to %j', (next) => expect(nextPath(`?next=${encodeURIComponent(next)}`)).toBe('/'))

it('never leads away from the server, for any value', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map((text) => `/${text}`),
      ),
      (next) => {
        const path = nextPath(`?next=${encodeURIComponent(next)}`)
        expect(new URL(path, 'https://own.example').origin).toBe('https://own.example')
      },
    ),
  )
})
