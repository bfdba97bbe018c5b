import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { LIMITS } from '#protocol'
import { CountsByName } from '#server/core/tally/counts-by-name.ts'
import { openMetrics } from '#server/ops/metrics/open-metrics.ts'
import { emptyMetricSources } from '#server/testing/metric-sources.ts'
import { listenMetrics, type MetricsDoor } from './listen-metrics.ts'

const TOKEN = 'a token of 16 bytes or more'.replaceAll(' ', '-')

let door: MetricsDoor
let refusals: CountsByName

afterEach(() => door.close())

test('shows the metrics only to a scrape with the token', async () => {
  await open(TOKEN)
  const scrape = async (authorization?: string) => {
    const { status, headers } = await fetch(door.url, authorization ? { headers: { authorization } } : {})
    return { status, challenge: headers.get('www-authenticate') }
  }
  const refused = { status: 401, challenge: 'Bearer realm="metrics"' }
  expect(await scrape()).toEqual(refused)
  expect(await scrape('Bearer another-token-of-any-length')).toEqual(refused)
  expect(await scrape(`Bearer ${TOKEN}x`)).toEqual(refused)
  expect(await scrape(`Basic ${TOKEN}`)).toEqual(refused)
  expect(await scrape(`Bearer ${TOKEN}`)).toEqual({ status: 200, challenge: null })
  expect(refusals.get('metrics 401')).toBe(4)
})

test('serves nothing but the metrics, and only by GET and HEAD', async () => {
  await open()
  const ask = async (path: string, method = 'GET') => {
    const { status, headers } = await fetch(new URL(path, door.url), { method })
    return [status, headers.get('content-type')]
  }
  const type = 'application/openmetrics-text; version=1.0.0; charset=utf-8'
  expect(await ask('/metrics')).toEqual([200, type])
  expect(await ask('/metrics', 'HEAD')).toEqual([200, type])
  expect(await ask('/metrics', 'POST')).toEqual([405, 'application/json'])
  expect(await ask('/api/health')).toEqual([404, 'application/json'])
})

test('closes the connections over the limit', async () => {
  await open()
  const sockets: Socket[] = []
  const { hostname, port } = new URL(door.url)
  for (let count = 0; count < LIMITS.metricsConnections; count += 1) {
    const socket = connect(Number(port), hostname)
    sockets.push(socket)
    await once(socket, 'connect')
  }
  const further = connect(Number(port), hostname)
  await once(further, 'close')
  const [first] = sockets
  first?.write('GET /metrics HTTP/1.1\r\nHost: metrics\r\n\r\n')
  const [answer] = (await once(first as Socket, 'data')) as [Buffer]
  expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /)
  for (const socket of sockets) socket.destroy()
})

test('says in one sentence that it cannot listen', async () => {
  await open()
  const { port } = new URL(door.url)
  await expect(listen(`127.0.0.1:${port}`)).rejects.toThrow(
    `cannot serve the metrics on AOI_METRICS_LISTEN=127.0.0.1:${port}: EADDRINUSE`,
  )
})

async function open(token?: string): Promise<void> {
  refusals = new CountsByName()
  door = await listen('127.0.0.1:0', token)
}

function listen(address: string, token?: string): Promise<MetricsDoor> {
  return listenMetrics({
    ...{ server: createServer(), address, token, metrics: openMetrics(emptyMetricSources()) },
    answerLog: { count: (name) => refusals.add(name) },
    onUnexpected: (error) => {
      throw error
    },
  })
}
