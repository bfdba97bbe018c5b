import { expect, it } from 'vitest'
import { removeBasePath } from './base-path.ts'

it.each([
  ['/aoi/api/ready?a=1', '/api/ready?a=1', true],
  ['/aoi', '/', true],
  ['/aoi?topic=1', '/?topic=1', true],
  ['/aoi/aoi/x', '/aoi/x', true],
  ['/aoithere', '/aoithere', false],
  ['/api/aoi/x', '/api/aoi/x', false],
] as const)('the target %s below /aoi is %s', (url, rest, isBelow) => {
  const request = { url: String(url) }
  expect(removeBasePath(request, '/aoi')).toBe(isBelow)
  expect(request.url).toBe(rest)
})

it('a server without a path takes every target as it is', () => {
  const request = { url: '/aoi/x' }
  expect(removeBasePath(request, '')).toBe(false)
  expect(request.url).toBe('/aoi/x')
})
