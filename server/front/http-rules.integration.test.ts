import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { AoiConnection } from '#server/testing/aoi-connection.ts'
import { registerApp, registerClient } from '#server/testing/api-caller.ts'
import { exchange, statusesIn } from '#server/testing/exchange.ts'
import { findFreePort } from '#server/testing/free-port.ts'
import { Haproxy, hasHaproxy } from '#server/testing/haproxy.ts'
import { hasNginx, Nginx } from '#server/testing/nginx.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'

type Way = 'a raw socket' | 'nginx' | 'HAProxy'
type Expected = number | readonly number[]
type Row = {
  /** The name of the rule in `docs/http.md`. */
  rule: string
  /** The test fills in `{token}`, `{key}`, `{host}` and `{length}`. */
  request: string
  /** Statuses of the answers, in order. */
  expected: Expected
  /** The statuses behind a proxy that refuses or changes the request itself. */
  behind?: Partial<Record<Way, Expected>>
  /** A text that the answer contains. */
  contains?: string
}

const HOST = 'Host: {host}\r\nConnection: close'
const JSON_MESSAGE = '{"messageType":"notificationReq","clientAppToken":"{token}","payload":1}'
const KEY = 'Authorization: Bearer {key}'
const post = (headers: string, body = JSON_MESSAGE) =>
  `POST /api/v1/notifications HTTP/1.1\r\n${HOST}\r\n${KEY}\r\n${headers}\r\nContent-Length: {length}\r\n\r\n${body}`
const H2C =
  'Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA'
const readyByHost = (headers: string) => `GET /api/ready HTTP/1.1\r\n${headers}\r\n\r\n`

const ROWS: readonly Row[] = [
  { rule: 'origin form', request: `GET /api/ready?x=1 HTTP/1.1\r\n${HOST}\r\n\r\n`, expected: 200 },
  {
    rule: 'absolute form',
    request: `POST http://{host}/wp/{token} HTTP/1.1\r\n${HOST}\r\nTTL: 60\r\nContent-Length: 2\r\n\r\nhi`,
    expected: 201,
  },
  {
    rule: 'absolute form',
    request: `GET HTTP://{host}?x HTTP/1.1\r\n${HOST}\r\n\r\n`,
    expected: 404,
    behind: { HAProxy: 400 },
  },
  {
    rule: 'absolute form without a host, or with a user name',
    request: `GET http://somebody@{host}/api/ready HTTP/1.1\r\n${HOST}\r\n\r\n`,
    expected: 400,
  },
  {
    rule: '`OPTIONS *`',
    request: `OPTIONS * HTTP/1.1\r\n${HOST}\r\n\r\n`,
    expected: 204,
    behind: { nginx: 400 },
  },
  { rule: '`*` with another method', request: `GET * HTTP/1.1\r\n${HOST}\r\n\r\n`, expected: 400 },
  {
    rule: 'a target that is none of these',
    request: `GET api/ready HTTP/1.1\r\n${HOST}\r\n\r\n`,
    expected: 400,
  },
  ...['/tokens/%zz', '/tokens/%', '/wp/%ff', '/api/v1/%c3%28', '/demo%00'].map((path) => ({
    rule: 'a path that is not valid percent-encoded UTF-8, or holds `%00`',
    request: `GET ${path} HTTP/1.1\r\n${HOST}\r\n\r\n`,
    expected: 400,
  })),
  {
    rule: 'a target or header block over 16 KiB',
    request: `GET /${'a'.repeat(17_000)} HTTP/1.1\r\n${HOST}\r\n\r\n`,
    expected: 431,
    behind: { nginx: 414, HAProxy: 400 },
  },
  { rule: '`HEAD`', request: `HEAD /api/ready HTTP/1.1\r\n${HOST}\r\n\r\n`, expected: 200 },
  {
    rule: '`HEAD`',
    request: `HEAD /api/auth/passkey/generate-authenticate-options HTTP/1.1\r\n${HOST}\r\n\r\n`,
    expected: 200,
  },
  {
    rule: '`HEAD` where `GET` sends a notification (hooks, ntfy)',
    request: `HEAD /in/address?message=x HTTP/1.1\r\n${HOST}\r\n\r\n`,
    expected: 405,
  },
  {
    rule: '`HEAD` where `GET` sends a notification (hooks, ntfy)',
    request: `HEAD /ntfy/topic/publish?message=x HTTP/1.1\r\n${HOST}\r\n\r\n`,
    expected: 405,
  },
  {
    rule: '`OPTIONS` on a path of the API',
    request: `OPTIONS /api/v1/notifications HTTP/1.1\r\n${HOST}\r\n\r\n`,
    expected: 204,
  },
  ...['PUT', 'TRACE', 'PROPFIND'].map((method) => ({
    rule: 'another method on a path of the API',
    request: `${method} /api/v1/notifications HTTP/1.1\r\n${HOST}\r\n\r\n`,
    expected: 405,
  })),
  {
    rule: 'another method on a page',
    request: `POST /demo HTTP/1.1\r\n${HOST}\r\nContent-Length: 2\r\n\r\nhi`,
    expected: 405,
  },
  {
    rule: '`CONNECT`',
    request: `CONNECT example.com:443 HTTP/1.1\r\n${HOST}\r\n\r\n`,
    expected: 501,
    behind: { nginx: 400, HAProxy: 400 },
  },
  {
    rule: 'a method that does not exist',
    request: `FROBNICATE / HTTP/1.1\r\n${HOST}\r\n\r\n`,
    expected: 501,
  },
  { rule: '`HTTP/1.0`, with or without `Host`', request: 'GET /api/ready HTTP/1.0\r\n\r\n', expected: 200 },
  {
    rule: '`HTTP/1.0`, with or without `Host`',
    request: 'GET /api/ready HTTP/1.0\r\nHost: {host}\r\n\r\n',
    expected: 200,
  },
  { rule: '`HTTP/1.1` without `Host`', request: readyByHost('Connection: close'), expected: 400 },
  {
    rule: 'another version',
    request: `GET /api/ready HTTP/3.0\r\n${HOST}\r\n\r\n`,
    expected: 505,
    behind: { HAProxy: 200 },
  },
  {
    rule: 'several requests at once on a connection',
    request: `GET /api/health HTTP/1.1\r\nHost: {host}\r\n\r\nGET /api/nothing HTTP/1.1\r\nHost: {host}\r\n\r\nGET /api/ready HTTP/1.1\r\n${HOST}\r\n\r\n`,
    expected: [200, 404, 200],
  },
  {
    rule: '`Upgrade` to what is not offered, such as `h2c`',
    request: `POST /wp/{token} HTTP/1.1\r\nHost: {host}\r\n${H2C}\r\nTTL: 60\r\nContent-Length: 5\r\n\r\nhello`,
    expected: 201,
  },
  {
    rule: '`Upgrade` to what is not offered, such as `h2c`',
    request: `POST /api/v1/notifications HTTP/1.1\r\nHost: {host}\r\n${KEY}\r\n${H2C}\r\nContent-Length: {length}\r\n\r\n${JSON_MESSAGE}`,
    expected: 201,
  },
  {
    rule: '`Upgrade` to what is not offered, such as `h2c`',
    request: `GET /api/health HTTP/1.1\r\nHost: {host}\r\n\r\nPOST /wp/{token} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: TLS/1.0\r\nTTL: 60\r\nContent-Length: 5\r\n\r\nhelloGET /api/ready HTTP/1.1\r\n${HOST}\r\n\r\n`,
    expected: [200, 201, 200],
  },
  {
    rule: '`Upgrade: websocket` where no websocket is offered',
    request: `GET /api/ready HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    expected: 200,
  },
  {
    rule: 'more than one `Host`',
    request: readyByHost(`Host: {host}\r\n${HOST}`),
    expected: 400,
    behind: { HAProxy: 200 },
  },
  {
    rule: '`Expect: 100-continue`',
    request: `POST /wp/{token} HTTP/1.1\r\n${HOST}\r\nExpect: 100-continue\r\nTTL: 60\r\nContent-Length: 2\r\n\r\nhi`,
    expected: [100, 201],
  },
  {
    rule: 'another expectation',
    request: readyByHost(`${HOST}\r\nExpect: a miracle`),
    expected: 417,
    behind: { nginx: 200 },
  },
  {
    rule: '`Content-Length` and `Transfer-Encoding` together',
    request: `POST /wp/{token} HTTP/1.1\r\n${HOST}\r\nTTL: 60\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n`,
    expected: 400,
    behind: { HAProxy: 201 },
  },
  ...['charset=utf8', 'charset=utf-8', 'charset="iso-8859-1"; profile=x', 'x'].map((parameter) => ({
    rule: 'parameters of `Content-Type`, such as `charset`',
    request: post(`Content-Type: application/json; ${parameter}`),
    expected: 201,
  })),
  {
    rule: '`Content-Encoding` with a JSON message, other than `identity`',
    request: post('Content-Type: application/json\r\nContent-Encoding: gzip'),
    expected: 400,
    contains: 'Content-Encoding: must be left out',
  },
  ...['Bearer', 'vapid', 'Vapid ', 'WebPush', 'vapid t'].map((credentials) => ({
    rule: 'credentials that cannot be read, such as a bare `Bearer`',
    request: `POST /wp/{token} HTTP/1.1\r\n${HOST}\r\nAuthorization: ${credentials}\r\nTTL: 60\r\nContent-Length: 2\r\n\r\nhi`,
    expected: 401,
  })),
  {
    rule: '`X-Request-Id` of a caller',
    request: readyByHost(`${HOST}\r\nX-Request-Id: mine`),
    expected: 200,
    contains: 'x-request-id: ',
  },
  {
    rule: 'a body in chunks, with extensions or trailers',
    request: `POST /wp/{token} HTTP/1.1\r\n${HOST}\r\nTTL: 60\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nhi\r\n0\r\nX-Trailer: 1\r\n\r\n`,
    expected: 201,
  },
  {
    rule: 'a body over the limit of its door',
    request: `POST /wp/{token} HTTP/1.1\r\n${HOST}\r\nTTL: 60\r\nContent-Length: ${LIMITS.webPushBodyBytes + 1}\r\n\r\n${'x'.repeat(LIMITS.webPushBodyBytes + 1)}`,
    expected: 413,
  },
  {
    rule: 'a body with `GET`',
    request: `${readyByHost(`${HOST}\r\nContent-Length: 2`)}hi`,
    expected: 200,
  },
]

describe('an HTTP request', () => {
  let server: TestServer
  let member: AoiConnection
  let fill: (text: string, port: number) => string
  const ports = new Map<Way, number>()
  const stops: (() => Promise<void>)[] = []

  beforeAll(async () => {
    const [nginxPort, haproxyPort] = await Promise.all([findFreePort(), findFreePort()])
    const AOI_ALLOWED_HOSTS = `127.0.0.1:${nginxPort},127.0.0.1:${haproxyPort}`
    server = await startTestServer({ env: { AOI_TRUSTED_PROXIES: '1', AOI_ALLOWED_HOSTS } })
    const { url } = server
    ports.set('a raw socket', Number(new URL(url).port))
    const as = await registerClient(url)
    const token = await registerApp(url, { as, webPush: true })
    member = await AoiConnection.open(url, as)
    const key = await server.createKey('com.example.chat')
    fill = (text, port) => {
      const filled = text.replaceAll('{token}', token).replaceAll('{key}', key)
      const body = filled.slice(filled.indexOf('\r\n\r\n') + 4)
      return filled.replaceAll('{host}', `127.0.0.1:${port}`).replaceAll('{length}', String(body.length))
    }
    if (hasNginx()) {
      const nginx = await Nginx.start({ port: nginxPort, node: url, advised: true })
      ports.set('nginx', nginxPort)
      stops.push(() => nginx.stop())
    }
    if (hasHaproxy()) {
      const haproxy = await Haproxy.start({ port: haproxyPort, nodes: [url] })
      ports.set('HAProxy', haproxyPort)
      stops.push(() => haproxy.stop())
    }
  })
  afterAll(async () => {
    member.close()
    for (const stop of stops) await stop()
    await server.stop()
  })

  describe.each(['a raw socket', 'nginx', 'HAProxy'] as const)('through %s', (way) => {
    it('is answered by every rule of docs/http.md', async (context) => {
      const port = ports.get(way)
      if (port === undefined) return context.skip(`${way} is not installed`)
      const wrong: string[] = []
      for (const { rule, request, expected, behind, contains } of ROWS) {
        const received = await exchange(port, fill(request, port))
        const wanted = [behind?.[way] ?? expected].flat()
        const statuses = statusesIn(received)
        const isRight = String(statuses) === String(wanted) && received.includes(contains ?? '')
        if (!isRight)
          wrong.push(`${rule}: ${request.slice(0, 60)} wants ${wanted}, not ${received.slice(0, 60)}`)
      }
      expect(wrong).toEqual([])
    })
  })

  it('with an unsupported upgrade reaches a connected member', async () => {
    const count = member.payloads().length
    const port = ports.get('a raw socket') ?? 0
    const row = ROWS.find(({ rule }) => rule.startsWith('`Upgrade` to'))
    await exchange(port, fill(row?.request ?? '', port))
    await expect.poll(() => member.payloads().length).toBeGreaterThan(count)
  })

  it('has a rule in docs/http.md for each tested row, and a tested row for each rule', async () => {
    const page = await readFile(new URL('../../docs/http.md', import.meta.url), 'utf8')
    const rules = [...page.matchAll(/^\| (?!rule|---)(.+?) \|/gm)].map(([, rule]) => rule)
    expect([...new Set(ROWS.map(({ rule }) => rule))].sort()).toEqual([...rules].sort())
  })
})
