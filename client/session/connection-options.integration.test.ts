import { once } from 'node:events'
import type { IncomingMessage, RequestListener } from 'node:http'
import { Agent, createServer as createHttpServer, request as requestByHttp } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import type { AoiClientOptions } from '../aoi-client.ts'
import { createAoiClient } from '../create-aoi-client.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import { SELF_SIGNED } from '../testing/self-signed.ts'
import { useDevice, useTestServer, waitForState } from '../testing/use-aoi-clients.ts'

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    if ('closeAllConnections' in server) (server as { closeAllConnections(): void }).closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}

function start(options: Partial<AoiClientOptions> & { serverUrl: string }) {
  const aoiClient = createAoiClient({ storage: memoryStorage(), random: () => 0.02, ...options })
  onTestFinished(() => aoiClient.close())
  return aoiClient
}

/** A proxy with TLS of its own before the server; keeps the requests that it passes on. */
async function useTlsProxy(target: string) {
  const passed: IncomingMessage[] = []
  const { hostname, port } = new URL(target)
  const forward = (request: IncomingMessage) => {
    passed.push(request)
    const { method, headers, url: path } = request
    return requestByHttp({ hostname, port, path, method, headers })
  }
  const proxy = createHttpsServer(SELF_SIGNED, (request, response) => {
    const onward = forward(request).on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    request.pipe(onward)
  })
  proxy.on('upgrade', (request, socket) => {
    forward(request)
      .on('upgrade', (answer, onward, head) => {
        const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}`)
        socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`)
        socket.write(head)
        onward.on('error', () => socket.destroy())
        socket.on('error', () => onward.destroy())
        onward.pipe(socket).pipe(onward)
      })
      .end()
  })
  return { url: `https://127.0.0.1:${await listen(proxy)}`, passed }
}

it('the AOI Client uses the certificate authority and the extra headers of its options for every request', async () => {
  const server = await useTestServer()
  const { url, passed } = await useTlsProxy(server.url)
  const socketOptions = { ca: SELF_SIGNED.cert, extraHeaders: { 'X-Gate': 'open' } }
  await waitForState(start({ serverUrl: url, socketOptions }), 'connected')
  expect(passed.map(({ method, headers }) => [method, headers['x-gate']])).toEqual([
    ['POST', 'open'],
    ['GET', 'open'],
  ])
})

it('the AOI Client reports only that a certificate is not trusted', async () => {
  const server = await useTestServer()
  const { url } = await useTlsProxy(server.url)
  expect(await waitForState(start({ serverUrl: url }), 'reconnecting')).toMatchObject({
    reason: 'unreachable',
    desc: 'self-signed certificate',
  })
})

it('the AOI Client uses the agent of its options for the first registration and for the session', async () => {
  const server = await useTestServer()
  const connected: unknown[] = []
  class CountingAgent extends Agent {
    override createConnection(...wanted: Parameters<Agent['createConnection']>) {
      connected.push(wanted)
      return super.createConnection(...wanted)
    }
  }
  await waitForState(useDevice(server).start({ socketOptions: { agent: new CountingAgent() } }), 'connected')
  expect(connected).toHaveLength(2)
})

async function useHttp(answer: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createHttpServer(answer))}`
}

it('the AOI Client reports the status of a proxy that answers in place of the AOI Server', async () => {
  const serverUrl = await useHttp((_request, response) => response.writeHead(502).end('<h1>Bad Gateway</h1>'))
  expect(await waitForState(start({ serverUrl }), 'reconnecting')).toMatchObject({
    reason: 'unreachable',
    desc: 'the answer (HTTP 502) is not from an AOI Server',
  })
  const place = { records: [] }
  const server = await useTestServer()
  const first = start({ serverUrl: server.url, storage: memoryStorage(place) })
  await waitForState(first, 'connected')
  await first.close()
  await server.stop()
  const proxy = createHttpServer((_request, response) => response.writeHead(503).end())
  proxy.listen(Number(new URL(server.url).port), '127.0.0.1')
  onTestFinished(() => void proxy.close())
  const second = start({ serverUrl: server.url, storage: memoryStorage(place) })
  expect(await waitForState(second, 'reconnecting')).toMatchObject({
    desc: 'the answer (HTTP 503) is not from an AOI Server',
  })
})

it('the AOI Client reads an endless answer only up to its limit', async () => {
  let written = 0
  const serverUrl = await useHttp((_request, response) => {
    const write = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536))) written += 65_536
      response.once('drain', write)
    }
    write()
  })
  expect(await waitForState(start({ serverUrl }), 'reconnecting')).toMatchObject({
    desc: 'the answer is longer than 65536 bytes',
  })
  expect(written).toBeLessThan(16_777_216)
})
