import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as a receiver of webhooks got it. */
export type Received = {
  id: string
  timestamp: string
  signatures: string[]
  body: string
  /** The type of the event. */
  type: string
  /** The status that it was answered with. */
  status: number
}

/** A receiver of webhooks on a port of its own. */
export type Receiver = {
  url: string
  received: Received[]
  /** Chooses the status of an answer; 0 cuts the connection. */
  answer: (request: Received) => number
  close(): Promise<void>
}

export async function openReceiver(): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    const body = await readBody(request)
    const header = (name: string) => String(request.headers[`webhook-${name}`] ?? '')
    const signatures = header('signature').split(' ')
    const { type } = JSON.parse(body) as { type: string }
    const got = { id: header('id'), timestamp: header('timestamp'), signatures, body, type, status: 0 }
    got.status = receiver.answer(got)
    receiver.received.push(got)
    if (got.status === 0) request.socket.destroy()
    else response.writeHead(got.status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received: [],
    answer: () => 204,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return receiver
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}

/** Verifies a request as the libraries of Standard Webhooks do. */
export function isSigned(
  { id, timestamp, body, signatures }: Omit<Received, 'type' | 'status'>,
  secret: string,
): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return signatures.includes(`v1,${expected}`)
}

/** An event of the stream, or another message of it. */
export type Streamed = { id?: string; event?: string; data?: string }

type Reading = {
  headers: Record<string, string>
  query?: string
  /** Called when the stream is open. */
  onOpen?: () => void
  isEnough: (streamed: readonly Streamed[]) => boolean
}

/** Reads messages of the stream until `isEnough`, and leaves it. */
export async function readStream(
  url: string,
  { headers, query = '', onOpen, isEnough }: Reading,
): Promise<Streamed[]> {
  const leave = new AbortController()
  const response = await fetch(`${url}/api/v1/events${query}`, { headers, signal: leave.signal })
  if (response.status !== 200) throw new Error(`the stream was answered with ${response.status}`)
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  onOpen?.()
  const streamed: Streamed[] = []
  let rest = ''
  try {
    while (!isEnough(streamed)) {
      const { value, done } = (await reader?.read()) ?? { done: true }
      if (done) break
      const blocks = (rest + value).split('\n\n')
      rest = blocks.pop() ?? ''
      streamed.push(...blocks.filter((block) => !block.startsWith(':')).map(readBlock))
    }
  } finally {
    leave.abort()
  }
  return streamed
}

function readBlock(block: string): Streamed {
  return Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)))
}
