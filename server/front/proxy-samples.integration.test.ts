import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { type RequestOptions, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { LIMITS } from '#protocol'
import { AoiConnection } from '#server/testing/aoi-connection.ts'
import { registerApp, registerClient } from '#server/testing/api-caller.ts'
import { Caddy, hasCaddy } from '#server/testing/caddy.ts'
import { type Certificate, makeCertificate } from '#server/testing/certificate.ts'
import { findFreePort } from '#server/testing/free-port.ts'
import { Haproxy, hasHaproxy } from '#server/testing/haproxy.ts'
import { hasNginx, Nginx } from '#server/testing/nginx.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { makeTemporaryDirectory } from '#server/testing/temporary-database.ts'

type Proxy = { stop: () => Promise<void> }
type Places = { port: number; node: string; certificate: Certificate }

/** The samples of `deploy/proxies` for programs that Debian has, each with the package of the program. */
const SAMPLES: readonly { name: string; isInstalled: boolean; start: (places: Places) => Promise<Proxy> }[] =
  [
    { name: 'nginx', isInstalled: hasNginx(), start: (places) => Nginx.start({ ...places, advised: true }) },
    {
      name: 'haproxy',
      isInstalled: hasHaproxy(),
      start: ({ node, ...places }) => Haproxy.start({ ...places, nodes: [node] }),
    },
    { name: 'caddy', isInstalled: hasCaddy(), start: (places) => Caddy.start(places) },
  ]
const LARGEST_PAYLOAD = 1_048_576
const FORGED = '203.0.113.7'

let directory: { path: string; remove(): Promise<void> }
let certificate: Certificate
let ca: string

beforeAll(async () => {
  directory = await makeTemporaryDirectory()
  certificate = await makeCertificate(directory.path)
  ca = await readFile(certificate.certificatePath, 'utf8')
})
afterAll(() => directory.remove())

type Sent = RequestOptions & { body?: string }

/** Sends a request over TLS and resolves when the head of the answer is here. */
async function ask(url: string, { body, ...options }: Sent): Promise<IncomingMessage> {
  const asked = request(url, { ca, agent: false, ...options })
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return answer
}

for (const { name, isInstalled } of SAMPLES)
  if (!isInstalled)
    console.log(`test: the sample for ${name} is not run: there is no ${name} (apt install ${name})`)

describe.each(SAMPLES.filter(({ isInstalled }) => isInstalled))('the sample for $name', ({ start }) => {
  let server: TestServer
  let proxy: Proxy | undefined
  let origin: string
  let key: string

  beforeAll(async () => {
    const port = await findFreePort()
    origin = `https://localhost:${port}`
    const AOI_MAX_PAYLOAD_BYTES = String(LARGEST_PAYLOAD)
    server = await startTestServer({
      env: { AOI_PUBLIC_URL: origin, AOI_TRUSTED_PROXIES: '1', AOI_MAX_PAYLOAD_BYTES },
    })
    key = await server.createKey('com.example.chat')
    proxy = await start({ port, node: server.url, certificate })
  })
  afterAll(async () => {
    await proxy?.stop()
    await server.stop()
  })

  const send = (clientAppToken: string, payload: unknown) =>
    ask(`${origin}/api/v1/notifications`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ messageType: 'notificationReq', clientAppToken, payload }),
    })
  /** Sends a Web Push message that names another caller. Returns the path of its receipt. */
  const push = async (token: string) => {
    const headers = { ttl: '60', prefer: 'respond-async', 'x-forwarded-for': FORGED }
    const { statusCode, headers: answered } = await ask(`${origin}/wp/${token}`, {
      ...{ method: 'POST', headers, body: 'x' },
    })
    expect(statusCode).toBe(202)
    const [, path = ''] = /<https:\/\/[^/]+([^>]+)>/.exec(String(answered.link)) ?? []
    return path
  }
  const openSession = async () => {
    const as = await registerClient(server.url)
    const token = await registerApp(server.url, { as, webPush: true })
    const connection = new AoiConnection(origin, { auth: { protocol: 1, ...as }, socket: { ca } })
    onTestFinished(() => connection.close())
    await connection.first('aoiSession')
    return { connection, token }
  }

  it('carries a session and a payload as large as the server takes', async () => {
    const { connection, token } = await openSession()
    const payload = 'x'.repeat(LARGEST_PAYLOAD - '""'.length)
    expect((await send(token, payload)).statusCode).toBe(201)
    await expect.poll(() => connection.payloads()).toEqual([payload])
  })

  it('leaves it to the server to refuse a larger body', async () => {
    const { token } = await openSession()
    const answer = await send(token, 'x'.repeat(LARGEST_PAYLOAD + LIMITS.requestBodyBytes))
    expect(answer.statusCode).toBe(413)
    expect(JSON.parse(await text(answer))).toMatchObject({ code: '413' })
  })

  it('passes the address of the caller on, and not the one that the caller claims', async () => {
    const { token } = await openSession()
    await push(token)
    const { rows } = await server.services.context.store.listUse({ limit: 50, unit: 'senderNetwork' })
    expect(rows.map((row) => row.key)).toEqual(['127.0.0.1'])
  })

  it('sends the beginning of a stream at once', async () => {
    const { token } = await openSession()
    const answer = await ask(origin + (await push(token)), { headers: { accept: 'text/event-stream' } })
    const [first] = (await once(answer, 'data')) as [Buffer]
    expect(String(first)).toBe(': waiting\n\n')
    answer.destroy()
  })

  it('answers a long poll when the receipt comes', async () => {
    const { connection, token } = await openSession()
    const polled = ask(origin + (await push(token)), { headers: { prefer: 'wait=50' } })
    await connection.first('notification')
    await connection.acknowledge([token, 1])
    expect((await polled).statusCode).toBe(204)
  })
})

describe.runIf(hasHaproxy())('the sample for haproxy, in front of a node that refuses everything,', () => {
  /** Returns the number of requests that reached the node. */
  async function countRequests(asked: Sent): Promise<number> {
    let requests = 0
    const node = createServer(({ url }, answer) => {
      const isCheck = url === '/api/ready'
      if (!isCheck) requests += 1
      answer.writeHead(isCheck ? 200 : 503).end()
    })
    node.listen(0, '127.0.0.1')
    await once(node, 'listening')
    onTestFinished(() => void node.close())
    const port = await findFreePort()
    const url = `http://127.0.0.1:${(node.address() as AddressInfo).port}`
    const haproxy = await Haproxy.start({ port, nodes: [url], certificate })
    onTestFinished(() => haproxy.stop())
    expect((await ask(`https://localhost:${port}/api/v1/notifications`, asked)).statusCode).toBe(503)
    return requests
  }
  const post = { method: 'POST', body: '{}' }

  it('repeats a GET, and a POST with an Idempotency-Key', async () => {
    expect(await countRequests({ method: 'GET' })).toBeGreaterThan(1)
    expect(await countRequests({ ...post, headers: { 'idempotency-key': 'k' } })).toBeGreaterThan(1)
  })

  it('does not repeat a POST without one', async () => {
    expect(await countRequests(post)).toBe(1)
  })
})
