/** Defines the requests of a connection and how to parse the answers. */
export type Protocol = {
  /** Sent once the connection is open. `until` is the end of the answer to it. */
  greeting?: { say: string; until: string }
  /** The request number `index` of the connection. */
  request: (index: number) => Buffer
  /** Parses the answer at the beginning of the received text. Returns `undefined` while it is incomplete. */
  answer: (received: string) => Answer | undefined
}

/** `length`: characters of the answer. `stored`: the answer confirms that the notification is stored. */
type Answer = { length: number; stored: boolean }

/** A protocol and its requests, in a form that can be sent to another process. */
export type Speech = { kind: 'http' | 'redis' | 'nats'; requests: readonly string[] }

/**
 * Spreads the connections evenly over a list of any length: on a long list, neighbours begin almost two thirds of it
 * apart.
 */
const STRIDE = 5063

/** Connections begin at different places of the list, so that they do not all send the same request at once. */
export function protocolOf({ kind, requests }: Speech, connection: number): Protocol {
  const inbox = `_INBOX.${process.pid}.${connection}`
  const bytes = requests.map((text) => Buffer.from(text.replaceAll(INBOX, inbox)))
  const request = (index: number) => pick(bytes, connection * STRIDE + index)
  if (kind === 'http') return { request, answer: readHttp }
  if (kind === 'redis') return { request, answer: readRedis }
  const say = `CONNECT {"verbose":false,"pedantic":false,"headers":false}\r\nSUB ${inbox} 1\r\nPING\r\n`
  return { request, answer: readNats, greeting: { say, until: 'PONG\r\n' } }
}

/** Placeholder for the connection's own inbox in requests to NATS. */
export const INBOX = '$INBOX'

/**
 * Parses HTTP/1.1 with keep-alive: a body with `Content-Length`, or in chunks as Next sends it. Hooks answer 200, the
 * other doors 201.
 */
function readHttp(received: string): Answer | undefined {
  const head = received.indexOf('\r\n\r\n')
  if (head < 0) return undefined
  const stated = /\r\ncontent-length: (\d+)/i.exec(received)
  const end = stated === null ? received.indexOf('0\r\n\r\n', head) + 5 : head + 4 + Number(stated[1])
  if (end < head + 4 || received.length < end) return undefined
  return { length: end, stored: /^HTTP\/1\.1 20[01]/.test(received) }
}

/** Parses the id of the entry, a bulk string. */
function readRedis(received: string): Answer | undefined {
  const first = received.indexOf('\r\n')
  if (first < 0) return undefined
  if (!received.startsWith('$')) return { length: first + 2, stored: false }
  const length = first + 2 + Number(received.slice(1, first)) + 2
  return received.length < length ? undefined : { length, stored: true }
}

/** Parses a message. JetStream answers by a message to the inbox; the server also sends pings. */
function readNats(received: string): Answer | undefined {
  const first = received.indexOf('\r\n')
  if (first < 0) return undefined
  const length = first + 2 + Number(received.slice(0, first).split(' ').at(-1)) + 2
  if (received.length < length) return undefined
  return { length, stored: received.slice(first, length).includes('"seq"') }
}

function pick(requests: readonly Buffer[], index: number): Buffer {
  const request = requests[index % requests.length]
  if (request === undefined) throw new Error('no request to send')
  return request
}
