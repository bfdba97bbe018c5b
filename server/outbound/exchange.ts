import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { urlToHttpOptions } from 'node:url'
import { LIMITS } from '#protocol'
import type { OutboundAnswer, OutboundRequest } from '#server/core/outbound.ts'
import type { Origin } from './origins.ts'

type Exchange = {
  request: OutboundRequest
  url: URL
  origin: Origin
  lookup: LookupFunction
  signal: AbortSignal
}

/** Sends one request and reads its answer. Rejects with the error of the socket, or when `signal` aborts. */
export function exchange({ request, url, origin, lookup, signal }: Exchange): Promise<OutboundAnswer> {
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const sent = open({
      ...urlToHttpOptions(url),
      ...{ method: request.method, headers: { ...request.headers }, agent: origin.agent, lookup, signal },
      maxHeaderSize: LIMITS.outboundAnswerHeaderBytes,
    })
    // An answer that is none closes the connection as well, such as a switch to another protocol.
    const close = () => reject(new Error('the connection was closed'))
    sent.once('close', close)
    sent.once('error', reject)
    sent.once('response', (response) => {
      sent.off('close', close)
      readAnswer(response).then(resolve, reject)
    })
    sent.end(request.body)
  })
}

/** Leaving the loop closes the connection, so that nobody reads the rest of an answer that is too long. */
async function readAnswer(response: IncomingMessage): Promise<OutboundAnswer> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > LIMITS.outboundAnswerBytes) break
  }
  const body = Buffer.concat(chunks)
  return {
    outcome: 'answered',
    status: response.statusCode ?? 0,
    headers: readHeaders(response),
    body: body.subarray(0, LIMITS.outboundAnswerBytes),
    isWhole: bytes <= LIMITS.outboundAnswerBytes,
  }
}

function readHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}
