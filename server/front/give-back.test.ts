import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exchange, statusesIn } from '#server/testing/exchange.ts'
import { giveBack } from './give-back.ts'
import { PendingResponses } from './pending-responses.ts'

const LARGE_BYTES = 8_000_000
const H2C = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk'

describe('a request with an unsupported upgrade', () => {
  let server: Server
  let port: number

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const body = await text(request)
      if (request.url === '/large') response.end('x'.repeat(LARGE_BYTES))
      else response.end(JSON.stringify({ url: request.url, body, headers: request.headers }))
    })
    const pending = new PendingResponses(server)
    server.on('upgrade', (request, socket, head) => giveBack(server, { request, socket, head }, pending))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => server.close())

  const upgrade = (path: string, body: string, more = '') =>
    `POST ${path} HTTP/1.1\r\nHost: here\r\n${H2C}\r\nX-Kept: yes${more}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  const last = 'GET /last HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n'

  it('is served with its body and its other headers, without the upgrade', async () => {
    const received = await exchange(port, upgrade('/a', 'a body') + last)
    expect(received).toContain('"url":"/a","body":"a body"')
    expect(received).toContain('"x-kept":"yes"')
    expect(received).not.toContain('h2c')
    expect(received).not.toContain('http2-settings')
    expect(statusesIn(received)).toEqual([200, 200])
  })

  it('is served however its bytes are split', async () => {
    const bytes = upgrade('/a', 'a body') + upgrade('/b', '') + last
    for (const size of [1, 7, 64]) {
      const pieces = bytes.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
      expect(statusesIn(await exchange(port, pieces))).toEqual([200, 200, 200])
    }
  })

  it('is served in its turn after a large response that the client reads late', async () => {
    const socket = connect(port, '127.0.0.1')
    socket.write(`GET /large HTTP/1.1\r\nHost: here\r\n\r\n${upgrade('/after', 'a body')}${last}`)
    // By then the response fills the buffers of both ends.
    await once(socket, 'readable')
    await new Promise((resolve) => setImmediate(resolve))
    const received = await text(socket)
    const order = ['x'.repeat(1000), '"url":"/after","body":"a body"', '"url":"/last"']
    expect(order.map((part) => received.indexOf(part) >= 0)).toEqual([true, true, true])
    expect(received.indexOf('/after')).toBeGreaterThan(LARGE_BYTES)
    expect(received.indexOf('/last')).toBeGreaterThan(received.indexOf('/after'))
  })

  it('is served many times on one connection, and leaves no listener on it', async () => {
    const warnings: Error[] = []
    const note = (warning: Error) => void warnings.push(warning)
    process.on('warning', note)
    const many = Array.from({ length: 50 }, (_, index) => upgrade(`/${index}`, `body ${index}`))
    const received = await exchange(port, many.join('') + last)
    process.off('warning', note)
    expect(statusesIn(received)).toHaveLength(51)
    for (let index = 0; index < 50; index += 1) expect(received).toContain(`"body":"body ${index}"`)
    expect(warnings).toEqual([])
  })

  it('is refused with 431 when it has more headers than Node keeps, so that none is lost', async () => {
    const headers = Array.from({ length: 2100 }, () => '\r\na:').join('')
    expect(statusesIn(await exchange(port, upgrade('/a', 'a body', headers)))).toEqual([431])
  })
})
