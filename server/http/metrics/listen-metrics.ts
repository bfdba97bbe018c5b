import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { LIMITS } from '#protocol'
import { hashSecret, secretMatches } from '#server/core/credentials.ts'
import type { OnUnexpected } from '#server/core/unexpected.ts'
import type { Metrics } from '#server/ops/metrics/open-metrics.ts'
import { answer } from '../answer.ts'
import { nameRequest } from '../request-id.ts'
import { serveFetch } from '../serve-api.ts'
import { answerMetrics, METRICS_PATH } from './answer-metrics.ts'

type Parts = {
  server: Server
  metrics: Metrics
  /** `HOST:PORT`. */
  address: string
  /** The bearer token that every scrape must show; unset: none. */
  token: string | undefined
  answerLog: { count: (name: string) => void }
  onUnexpected: OnUnexpected
}

type Refusal = { status: number; desc: string; headers?: Record<string, string> }

/** `url` leads to the metrics. */
export type MetricsDoor = { url: string; close: () => Promise<void> }

/**
 * Serves the metrics, and nothing else, on an address of their own. Rejects with one sentence if it cannot listen there.
 */
export async function listenMetrics(parts: Parts): Promise<MetricsDoor> {
  const { server, metrics, address, token, answerLog } = parts
  const listener = serveFetch(parts, (request) => {
    const refusal = refusalOf(request, token)
    if (refusal === undefined) return answerMetrics(metrics)
    const { status, desc, headers } = refusal
    answerLog.count(`metrics ${status}`)
    return answer({ code: String(status), desc }, { status, ...(headers && { headers }) })
  })
  server.on('request', (request, response) => {
    nameRequest(request, response)
    listener(request, response)
  })
  server.maxConnections = LIMITS.metricsConnections
  const port = await listen(server, address)
  const { hostname } = new URL(`http://${address}`)
  return { url: `http://${hostname}:${port}${METRICS_PATH}`, close: () => close(server) }
}

/** `HEAD` comes here as `GET`. */
function refusalOf({ url, method, headers }: Request, token: string | undefined): Refusal | undefined {
  if (new URL(url).pathname !== METRICS_PATH)
    return { status: 404, desc: `this address serves only ${METRICS_PATH}` }
  if (method !== 'GET') return { status: 405, desc: 'this path allows only GET', headers: { allow: 'GET' } }
  if (token === undefined || isToken(headers.get('authorization'), token)) return undefined
  const challenge = { 'www-authenticate': 'Bearer realm="metrics"' }
  return {
    status: 401,
    desc: 'Authorization: the bearer token must be AOI_METRICS_TOKEN',
    headers: challenge,
  }
}

/** Compares in constant time, which tells neither the length of the token nor its beginning. */
function isToken(authorization: string | null, token: string): boolean {
  const [, shown = ''] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? []
  return secretMatches(shown, hashSecret(token))
}

function listen(server: Server, address: string): Promise<number> {
  const { hostname, port } = new URL(`http://${address}`)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Error(`cannot serve the metrics on AOI_METRICS_LISTEN=${address}: ${error.code}`)),
    )
    // `URL` leaves the port 80 out.
    server.listen({ host, port: Number(port === '' ? '80' : port) }, () =>
      resolve((server.address() as AddressInfo).port),
    )
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
