import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nextPath } from './next-path.ts'

it('goes back to a path of this server', () => {
  expect(nextPath('?next=%2Ftokens%2F7%3Fa%3Db')).toBe('/tokens/7?a=b')
  expect(nextPath('')).toBe('/')
})

it.each([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  '/\t/evil.example',
  'javascript:alert(1)',
  '',
])('does not go to %j', (next) => expect(nextPath(`?next=${encodeURIComponent(next)}`)).toBe('/'))

it('never leaves the server, whatever it is told', () => {
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
