import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dispatchRequests, dispatchUpgrades, type UpgradeListener } from './requests.ts'

describe('the doors of the server', () => {
  let draining = false
  const onUnexpected = (error: unknown) => {
    throw error
  }
  let full = false
  const server = createServer(
    dispatchRequests({
      doors: [{ path: '/api', request: door('api') }],
      pages: door('pages'),
      basePath: '/aoi',
      onUnexpected,
    }),
  )
  server.on(
    'upgrade',
    dispatchUpgrades({
      sockets: upgradeDoor('sockets'),
      pushSockets: upgradeDoor('push sockets'),
      pages: undefined,
      basePath: '/aoi',
      ignore: upgradeDoor('as if it had not asked'),
      isDraining: () => draining,
      onUnexpected,
      admit: () => !full,
    }),
  )
  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening')
  })
  afterAll(() => server.close())
  const { ask } = asker(() => (server.address() as AddressInfo).port)

  it.each([
    ['/api', 'api'],
    ['/api/', 'api'],
    ['/api/v1/notifications?cursor=/socket.io/', 'api'],
    ['/aoi/api/v1/notifications', 'api'],
    ['/apis', 'pages'],
    ['/', 'pages'],
    ['/?/api/', 'pages'],
    ['/socket.ioo/', 'pages'],
    ['/_next/static/api/x.js', 'pages'],
  ])('%s is for the %s', async (path, name) => {
    expect(await ask(path)).toContain(`door ${name};`)
  })

  it('refuse pages below the path of the public URL', async () => {
    for (const path of ['/aoi', '/aoi/tokens'])
      expect(await ask(path)).toMatch(/^HTTP\/1.1 404 .*AOI_DASHBOARD_URL/s)
  })

  it('refuse polling with a sentence', async () => {
    const answer = await ask('/socket.io/?EIO=4&transport=polling')
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    expect(answer).toContain('{"code":"400","desc":"AOI-2 sessions require a websocket"}')
  })

  it('serve websockets on two paths, and ignore every other upgrade', async () => {
    const headers = ['Connection: Upgrade', 'Upgrade: websocket']
    expect(await ask('/socket.io/?EIO=4&transport=websocket', headers)).toBe('sockets')
    expect(await ask('/aoi/socket.io/?EIO=4&transport=websocket', headers)).toBe('sockets')
    expect(await ask('/autopush/v1', headers)).toBe('push sockets')
    for (const path of ['/_next/webpack-hmr', '/api/v1/notifications'])
      expect(await ask(path, headers)).toBe('as if it had not asked')
    const h2c = ['Connection: Upgrade', 'Upgrade: h2c']
    for (const path of ['/socket.io/?EIO=4&transport=websocket', '/autopush/v1', '/wp/x'])
      expect(await ask(path, h2c)).toBe('as if it had not asked')
    expect(await ask('/autopush/v1', ['Connection: Upgrade', 'Upgrade: h2c, WebSocket'])).toBe('push sockets')
  })

  it('refuse every websocket while draining, with a status that a proxy understands', async () => {
    draining = true
    const headers = ['Connection: Upgrade', 'Upgrade: websocket']
    expect(await ask('/socket.io/?EIO=4&transport=websocket', headers)).toMatch(/^HTTP\/1.1 503 /)
    draining = false
  })

  it('refuse a websocket over the limit of those without a credential, with a waiting time', async () => {
    full = true
    const answered = await ask('/autopush/v1', ['Connection: Upgrade', 'Upgrade: websocket'])
    expect(answered).toMatch(/^HTTP\/1.1 503 .*Retry-After: 10\r/s)
    full = false
  })
})

function door(name: string): RequestListener {
  return (request, response) =>
    void response.end(`door ${name}; forwarded ${String(request.headers['x-forwarded-for'])};`)
}

function upgradeDoor(name: string): UpgradeListener {
  return (_request, socket) => void socket.end(name)
}

/** Sends a request target exactly as given, and returns the whole answer. */
function asker(port: () => number) {
  const ask = (target: string, headers: string[] = ['Connection: close']) => {
    const socket = connect(port(), '127.0.0.1')
    socket.write([`GET ${target} HTTP/1.1`, 'Host: localhost', ...headers, '', ''].join('\r\n'))
    return text(socket)
  }
  return { ask }
}
