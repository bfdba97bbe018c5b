import { randomUUID } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { jwtVerify } from 'jose'
import { decryptPush, makePushKeys } from '#aoi-client'

const PATIENCE_MILLISECONDS = 20_000

/** One message at the vendor, as it came. */
export type VendorMessage = {
  /** The subscription, the last segment of its endpoint. */
  id: string
  headers: IncomingHttpHeaders
  body: Uint8Array<ArrayBuffer>
  /** Monotonic ms. */
  at: number
  /** The status with which it was answered; 0: the vendor closed the connection. */
  status: number
}

/** The answer to a message: a status with headers, none while the connection ends or stays, or one that stops halfway. */
export type VendorAnswer =
  | { status: number; headers?: Record<string, string>; text?: string; milliseconds?: number }
  | 'hangUp'
  | 'silence'
  | 'halfClose'

/** The plaintext of a message, as a receiver's worker opens it. */
export type OpenedMessage = {
  aoi: { clientAppToken: string; seq: number; id: string; epoch: string; expiresAt: number; link: string }
  payload?: unknown
  headers?: { encoding: string }
  notice?: true
  [member: string]: unknown
}

/** A subscription as a browser has it: the element for the server, and the private keys, which it keeps. */
export type VendorSubscription = {
  id: string
  element: { endpoint: string; keys: { p256dh: string; auth: string } }
  open: (message: VendorMessage) => Promise<{ message: OpenedMessage; body: Uint8Array }>
}

/**
 * The double of a browser vendor's push service: a real HTTP server that keeps each message, and answers as the test
 * says.
 */
export class PushVendor {
  readonly received: VendorMessage[] = []
  /** Decides each answer. */
  answer: (message: Omit<VendorMessage, 'status'>) => VendorAnswer = () => ({ status: 201 })
  readonly #server = createServer()
  readonly #waiting = new Set<() => void>()
  #read = 0

  private constructor() {
    this.#server.on('request', async (request, response) => {
      const id = request.url?.split('/').at(-1) ?? ''
      const body = new Uint8Array(await buffer(request))
      const message = { id, headers: request.headers, body, at: performance.now() }
      this.#respond(response, message)
    })
  }

  static async open(): Promise<PushVendor> {
    const vendor = new PushVendor()
    await new Promise<void>((resolve) => vendor.#server.listen(0, '127.0.0.1', resolve))
    return vendor
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  subscribe(): VendorSubscription {
    const id = randomUUID()
    const keys = makePushKeys()
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
    return {
      id,
      element: {
        endpoint: `${this.origin}/push/${id}`,
        keys: { p256dh: text(keys.publicKey), auth: text(keys.auth) },
      },
      open: async ({ body }) => {
        const plaintext = await decryptPush(keys, { encoding: 'aes128gcm', data: body })
        const end = plaintext.indexOf(10)
        const line = Buffer.from(end < 0 ? plaintext : plaintext.subarray(0, end)).toString()
        const message = JSON.parse(line) as OpenedMessage
        return { message, body: end < 0 ? new Uint8Array() : plaintext.subarray(end + 1) }
      },
    }
  }

  /** Returns the next message that no test has taken yet. */
  async next(): Promise<VendorMessage> {
    await this.until(() => this.received.length > this.#read)
    const message = this.received[this.#read]
    this.#read += 1
    if (message === undefined) throw new Error('no message')
    return message
  }

  /** Resolves when the condition holds, checked after each message. */
  async until(condition: () => boolean): Promise<void> {
    const deadline = performance.now() + PATIENCE_MILLISECONDS
    while (!condition()) {
      if (performance.now() > deadline) throw new Error(`the vendor has ${this.received.length} messages`)
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer)
          this.#waiting.delete(wake)
          resolve()
        }
        const timer = setTimeout(wake, 1000)
        this.#waiting.add(wake)
      })
    }
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #respond(response: ServerResponse, message: Omit<VendorMessage, 'status'>): void {
    const answer = this.answer(message)
    const status = typeof answer === 'string' ? 0 : answer.status
    this.received.push({ ...message, status })
    for (const wake of this.#waiting) wake()
    if (answer === 'silence') return
    if (answer === 'hangUp') response.destroy()
    else if (answer === 'halfClose') {
      response.socket?.write('HTTP/1.1 201 Created\r\nContent-Le')
      response.socket?.end()
    } else {
      const { headers = {}, text = '', milliseconds = 0 } = answer
      setTimeout(() => response.writeHead(answer.status, headers).end(text), milliseconds)
    }
  }
}

/** Checks the VAPID token of a message as a push service does. Returns the public key that signed it. */
export async function verifyVapid(message: VendorMessage, audience: string): Promise<string> {
  const [, jwt = '', key = ''] = /^vapid t=([^,]+), k=(.+)$/.exec(message.headers.authorization ?? '') ?? []
  const point = Buffer.from(key, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'))
  const jwk = { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }
  await jwtVerify(jwt, jwk, { algorithms: ['ES256'], audience })
  return key
}
