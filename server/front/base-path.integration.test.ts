import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { findFreePort } from '#server/testing/free-port.ts'
import { hasNginx, Nginx } from '#server/testing/nginx.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { createAoiClient } from '../../client/create-aoi-client.ts'
import { createServerApplication } from '../../client/sending/create-server-application.ts'
import { memoryStorage } from '../../client/storage/memory-storage.ts'

const APPLICATION = 'com.example.chat'

if (!hasNginx()) console.log('test: no server below a path is tested: there is no nginx (apt install nginx)')

/** Two ways of a proxy: it passes the path on, or it removes it. */
const WAYS = [
  { name: 'passes the path on', path: '/aoi', upstream: '' },
  { name: 'removes the path', path: '/deep/er', upstream: '/' },
]

describe.runIf(hasNginx()).each(WAYS)('a server below a path, behind a proxy that $name,', (way) => {
  let server: TestServer
  let nginx: Nginx
  let url: string
  let origin: string
  let key: string

  beforeAll(async () => {
    const port = await findFreePort()
    origin = `http://localhost:${port}`
    url = origin + way.path
    server = await startTestServer({ env: { AOI_PUBLIC_URL: url, AOI_TRUSTED_PROXIES: '1' } })
    nginx = await Nginx.startBelow({ port, node: server.url, ...way })
    key = await server.createKey(APPLICATION)
  })
  afterAll(async () => {
    await nginx.stop()
    await server.stop()
  })

  it('serves a client, its sender and a shared token whose seed stays on the device', async () => {
    const aoiClient = createAoiClient({ serverUrl: `${url}/`, storage: memoryStorage() })
    onTestFinished(() => aoiClient.close())
    const registration = await aoiClient.register({
      ...{ applicationName: APPLICATION, tokenSeed: 'a seed of sixteen bytes', tokenProof: true },
    })
    const received = new Promise((resolve) => registration.onNotification(resolve))
    const application = createServerApplication({ serverUrl: url, apiKey: key })
    await application.send(registration.token, 'hello')
    expect(await received).toMatchObject({ payload: 'hello' })
  })

  it('names its endpoint and its links below the path, and serves them there', async () => {
    const aoiClient = createAoiClient({ serverUrl: url, storage: memoryStorage() })
    onTestFinished(() => aoiClient.close())
    const { token, webPushEndpoint = '' } = await aoiClient.register({
      ...{ applicationName: APPLICATION, webPush: true },
    })
    expect(webPushEndpoint).toBe(`${url}/wp/${token}`)
    const headers = { ttl: '60', prefer: 'respond-async' }
    const pushed = await fetch(webPushEndpoint, { method: 'POST', headers, body: 'x' })
    expect(pushed.status).toBe(202)
    const [, receipt = ''] = /<([^>]+)>/.exec(pushed.headers.get('link') ?? '') ?? []
    expect(receipt).toMatch(new RegExp(`^${url}/wp/receipts/`))
    const joined = await fetch(webPushEndpoint, {
      ...{ method: 'POST', body: 'y' },
      headers: { ...headers, link: pushed.headers.get('link') ?? '' },
    })
    expect(joined.status).toBe(202)
    const message = pushed.headers.get('location') ?? ''
    expect((await fetch(message, { method: 'DELETE' })).status).toBe(204)
    expect((await fetch(receipt, { headers: { prefer: 'wait=1' } })).status).toBeLessThan(411)
  })

  it('names a notification and its API below the path', async () => {
    const aoiClient = createAoiClient({ serverUrl: url, storage: memoryStorage() })
    onTestFinished(() => aoiClient.close())
    const { token } = await aoiClient.register({ applicationName: APPLICATION })
    const authorization = `Bearer ${key}`
    const sent = await fetch(`${url}/api/v1/notifications`, {
      ...{ method: 'POST', headers: { authorization, 'content-type': 'application/json' } },
      body: JSON.stringify({ messageType: 'notificationReq', clientAppToken: token, payload: 1 }),
    })
    const location = sent.headers.get('location') ?? ''
    expect(location).toMatch(new RegExp(`^${way.path}/api/v1/notifications/`))
    expect((await fetch(origin + location, { headers: { authorization } })).status).toBe(200)
    const described = (await (await fetch(`${url}/api/openapi.json`)).json()) as {
      servers: { url: string }[]
    }
    expect(described.servers.map((server) => server.url)).toEqual([way.path])
  })

  it('serves push sockets there', async () => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/autopush/v1`, 'push-notification')
    onTestFinished(() => socket.terminate())
    await once(socket, 'open')
    socket.send(JSON.stringify({ messageType: 'hello', use_webpush: true }))
    const [greeting] = (await once(socket, 'message')) as [Buffer]
    expect(JSON.parse(String(greeting))).toMatchObject({ messageType: 'hello', status: 200 })
  })

  it('serves no page there, to nobody', async () => {
    const answer = await fetch(`${url}/sign-in`)
    expect([404, 421]).toContain(answer.status)
    expect(await answer.text()).toMatch(/AOI_DASHBOARD_URL|AOI_ALLOWED_HOSTS/)
  })
})
