import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { call, registerApp, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { callDashboard, signInAs } from '#server/testing/dashboard-caller.ts'
import { createApi } from './api.ts'

let door: BareDoor | undefined
afterEach(async () => {
  await door?.close()
  door = undefined
})

describe('the API', () => {
  it('answers an unexpected error with a fixed 500 and its request id, and logs it whole with its place', async () => {
    const boom = new Error('boom, with a secret')
    door = await openBareDoor({
      change: (services) => ({
        ...services,
        presence: {
          onlineAoiClients: 0,
          nodeIds: [],
          reachOf: () => 'offline',
          countOnline: () => {
            throw boom
          },
          isOnline: () => false,
          describeConnection: () => undefined,
          listOnlineElsewhere: async () => new Set<string>(),
        },
      }),
    })
    const { url, keys, unexpected, places } = door
    await registerApp(url, { as: await registerClient(url) })
    const { status, text, body, headers } = await call(url, { path: '/api/v1/tokens', key: keys.chat })
    expect([status, body.messageType, body.code]).toEqual([500, 'notificationRes', '500'])
    expect(text).not.toContain('boom')
    expect(unexpected).toEqual([boom])
    const requestId = headers.get('x-request-id')
    expect(body.desc).toBe(`Internal Server Error (request ${requestId})`)
    expect(places).toEqual([{ kind: 'request', name: 'GET /api/v1/tokens', requestId }])
  })

  it('answers 503 while the server starts, except for its health and its description', async () => {
    const app = createApi(() => undefined)
    const statuses = async (paths: string[]) =>
      Promise.all(paths.map(async (path) => (await app.request(path, {}, {})).status))
    expect(await statuses(['/api/ready', '/api/v1/tokens', '/api/dashboard/overview'])).toEqual([
      503, 503, 503,
    ])
    expect(await statuses(['/api/health', '/api/openapi.json'])).toEqual([200, 200])
  })

  it('cuts the connection of a body that never ends', async () => {
    door = await openBareDoor()
    const { answered, closed } = postForEver(door)
    expect(await answered).toMatch(/^HTTP\/1\.1 413 /)
    await closed
  })

  it('does not report a request with an aborted body as an unexpected error', async () => {
    door = await openBareDoor()
    const { url, keys, unexpected } = door
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.write(`${head(keys.chat)}content-length: 100\r\n\r\n{"messageType":`)
    await new Promise((resolve) => setImmediate(resolve))
    socket.resetAndDestroy()
    expect((await call(url, { path: '/api/v1/tokens', key: keys.chat })).status).toBe(200)
    expect(unexpected).toEqual([])
  })

  it('answers 400 to a Host or a target that is not part of a URL', async () => {
    door = await openBareDoor()
    const answers = await Promise.all([
      exchange(door.url, 'GET /api/health HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n'),
      exchange(door.url, 'GET /api/health HTTP/1.1\r\nHost: x@y\r\nConnection: close\r\n\r\n'),
      exchange(door.url, 'GET \\\\x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
    ])
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(door.unexpected).toEqual([])
  })
})

describe('a query', () => {
  it('with an element __proto__ is refused like one with any unknown element', async () => {
    door = await openBareDoor()
    const { status, body } = await call(door.url, { path: '/api/v1/tokens?__proto__=1', key: door.keys.chat })
    expect([status, body.desc]).toEqual([400, 'unknown element "__proto__"'])
  })
})

describe('the overview', () => {
  it('is shown to operators under the names of the server, and to no other caller', async () => {
    door = await openBareDoor()
    const { url } = door
    const as = await signInAs(door, 'auditor')
    const seen = await callDashboard(door, { operation: 'readOverview', as })
    expect(await seen.json()).toMatchObject({ counts: { aoiClients: 0 } })
    expect((await callDashboard(door, { operation: 'readOverview' })).status).toBe(401)
    const rebound = `GET /api/dashboard/overview HTTP/1.1\r\nHost: rebound.example.com\r\nCookie: ${as.cookie}\r\nConnection: close\r\n\r\n`
    expect(await exchange(url, rebound)).toMatch(/^HTTP\/1\.1 403 /)
  })
})

function head(key: string): string {
  return `POST /api/v1/notifications HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\n`
}

/** Sends `text`, and returns everything that the server sends until it closes. */
function exchange(url: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text))
    socket.on('data', (chunk) => {
      received += chunk.toString()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(received))
  })
}

function postForEver({ url, keys }: BareDoor): { answered: Promise<string>; closed: Promise<void> } {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`
  socket.write(`${head(keys.chat)}transfer-encoding: chunked\r\n\r\n`)
  const more = (): void => {
    if (!socket.destroyed) socket.write(chunk, () => setImmediate(more))
  }
  more()
  return {
    answered: new Promise((resolve) => socket.once('data', (data) => resolve(data.toString()))),
    closed: new Promise((resolve) => {
      socket.on('error', () => undefined)
      socket.on('close', () => resolve())
    }),
  }
}
