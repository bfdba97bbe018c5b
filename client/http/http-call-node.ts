import type { IncomingMessage, RequestOptions } from 'node:http'
import { request as requestByHttp } from 'node:http'
import { request as requestByHttps } from 'node:https'
import type { ConnectionOptions, HttpAnswer, HttpRequest } from './http-call.ts'
import { headersOf, readRetryAfter, tooLong } from './http-call.ts'

/** The options that `socket.io-client` hands to the websocket in Node, and that `node:https` knows as well. */
const SHARED_OPTIONS = [
  'agent',
  'pfx',
  'key',
  'passphrase',
  'cert',
  'ca',
  'ciphers',
  'rejectUnauthorized',
  'localAddress',
  'family',
  'checkServerIdentity',
]

/** `fetch` takes no `ca` and no `agent`, so that Node's own client makes the requests. */
export function callHttpInNode(request: HttpRequest): Promise<HttpAnswer> {
  const { url, method, body, signal, options } = request
  const send = url.protocol === 'https:' ? requestByHttps : requestByHttp
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  return new Promise((resolve, reject) => {
    const call = send(url, {
      ...pickShared(options),
      method,
      headers: { ...headersOf(request), ...length },
      signal,
    })
    call.on('response', (response) => readAnswer(response, request).then(resolve, reject))
    call.on('error', (error) => reject(signal.aborted ? signal.reason : error))
    call.end(body)
  })
}

async function readAnswer(response: IncomingMessage, { answerBytes }: HttpRequest): Promise<HttpAnswer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response) {
    bytes += chunk.byteLength
    if (bytes > answerBytes) throw tooLong(answerBytes)
    chunks.push(chunk)
  }
  return {
    status: response.statusCode ?? 0,
    text: Buffer.concat(chunks).toString('utf8'),
    retryAfterSeconds: readRetryAfter(response.headers['retry-after']),
  }
}

function pickShared(options: ConnectionOptions | undefined): RequestOptions {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([name]) => SHARED_OPTIONS.includes(name)))
}
