import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { call, registerApp, registerClient } from '#server/testing/api-caller.ts'
import { ServerProcess } from '#server/testing/server-process.ts'

const SEED = 'a secret of more than 16 bytes'
const MALFORMED = 'a path that is a secret'.replaceAll(' ', '-')

type Line = { event?: string; level?: string; lowest?: string; requestId?: string; route?: string }

describe('the log of a server process', () => {
  let server: ServerProcess
  afterEach(() => server.remove())

  /** The server asks for its own readiness at its public URL, in a check of the installation. */
  const requestLines = () =>
    lines().filter(({ event, route }) => event === 'request' && route !== '/api/ready')
  const lines = (): Line[] =>
    server.errors
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line)
  const levels = () => lines().flatMap(({ event, lowest }) => (event === 'logLevel' ? [lowest] : []))
  const signal = (name: NodeJS.Signals) => process.kill(server.run.processId, name)

  it('has one line for each request, with its id and route, and without token, seed, key or payload', async () => {
    server = await ServerProcess.start({ env: { AOI_ACCESS_LOG: 'true', AOI_LOG_LEVEL: 'debug' } })
    const as = await registerClient(server.url)
    const clientAppToken = await registerApp(server.url, { as, tokenSeed: SEED })
    const key = await server.createKey('com.example.chat')
    const body = { messageType: 'notificationReq', clientAppToken, payload: 'a payload' }
    const sent = await call(server.url, { path: '/api/v1/notifications', key, body })
    expect(sent.status).toBe(201)
    const pushed = await fetch(`${server.url}/wp/${clientAppToken}`, {
      method: 'POST',
      body: 'x',
      headers: { ttl: '0' },
    })
    await fetch(`${server.url}/${MALFORMED}`)
    await expect.poll(requestLines).toHaveLength(5)

    const requests = requestLines()
    expect(requests).toMatchObject([
      { method: 'POST', route: '/api/v1/aoi-clients', status: 200, caller: 'anonymous' },
      { method: 'POST', route: '/api/v1/client-app-registrations', status: 200, caller: 'aoiClient' },
      { method: 'POST', route: '/api/v1/notifications', status: 201, caller: 'apiKey', level: 'info' },
      { method: 'POST', route: '/wp/:clientAppToken', status: pushed.status, caller: 'anonymous' },
      {
        method: 'GET',
        route: 'unknown',
        status: 404,
        milliseconds: expect.any(Number),
        bytes: expect.any(Number),
      },
    ])
    const refused = lines().find(({ event }) => event === 'pushRefused')
    expect(refused).toMatchObject({ level: 'debug', requestId: pushed.headers.get('x-request-id') })
    expect(requests[3]?.requestId).toBe(refused?.requestId)
    for (const secret of [clientAppToken, SEED, key, as.aoiClientSecret, MALFORMED, 'a payload'])
      expect(server.errors).not.toContain(secret)
  })

  it('gets its details on SIGUSR1, which opens no debugger, and SIGHUP only says that nothing is reloaded', async () => {
    server = await ServerProcess.start()
    signal('SIGUSR1')
    await expect.poll(levels).toEqual(['debug'])
    signal('SIGHUP')
    await expect.poll(() => lines().map(({ event }) => event)).toContain('nothingToReload')
    signal('SIGUSR1')
    await expect.poll(levels).toEqual(['debug', 'info'])
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200)
    expect(await isRefused(9229)).toBe(true)
    expect(server.errors).not.toContain('Debugger listening')
    expect(lines().every(({ event, level }) => event !== undefined && level !== undefined)).toBe(true)
  })
})

/** Whether nothing listens on the port of Node's debugger. */
function isRefused(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(false)
    })
    socket.once('error', () => resolve(true))
  })
}
