import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'

const FRIEND = 'https://app.example'
let server: TestServer

beforeAll(async () => {
  server = await startTestServer({ env: { AOI_ALLOWED_ORIGINS: FRIEND } })
})
afterAll(() => server.stop())

test('a page of a configured origin can register as an AOI Client', async () => {
  const preflight = await fetch(`${server.url}/api/v1/aoi-clients`, {
    method: 'OPTIONS',
    headers: {
      origin: FRIEND,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  })
  const registered = await register(FRIEND)

  expect(preflight.headers.get('access-control-allow-origin')).toBe(FRIEND)
  expect(preflight.headers.get('access-control-allow-headers')).toContain('content-type')
  expect(registered.status).toBe(200)
  expect(registered.headers.get('access-control-allow-origin')).toBe(FRIEND)
})

test('a page of another origin can read no answer', async () => {
  const registered = await register('https://stranger.example')

  expect(registered.headers.get('access-control-allow-origin')).toBeNull()
})

test('no page can use the sending API, whatever its origin', async () => {
  const answer = await fetch(`${server.url}/api/v1/tokens`, { headers: { origin: FRIEND } })

  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
})

function register(origin: string): Promise<Response> {
  return fetch(`${server.url}/api/v1/aoi-clients`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ messageType: 'aoiClientRegistrationReq' }),
  })
}
