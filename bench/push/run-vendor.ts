import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { decryptPush, makePushKeys } from '#aoi-client'
import { carryOutOrders } from '../kit/carry-out-orders.ts'
import type { VendorAnswer, VendorOrder } from './orders.ts'

const CONFIRMATIONS_AT_ONCE = 32

/** A push service that keeps each message and accepts it at once. All subscriptions have the same keys. */
class Vendor {
  readonly #keys = makePushKeys()
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONFIRMATIONS_AT_ONCE })
  readonly #server = createServer(async (incoming, response) => {
    this.#messages.push(await buffer(incoming))
    response.writeHead(201).end()
    this.#wake()
  })
  #messages: Buffer[] = []
  #confirmed = 0
  #wake = () => {}

  async carryOut(order: VendorOrder): Promise<VendorAnswer> {
    if (order.kind === 'open') await once(this.#server.listen(0, '127.0.0.1'), 'listening')
    else if (order.kind === 'await') await this.#await(order.messages)
    else await this.#confirm(new URL(order.url), order.messages)
    const { port } = this.#server.address() as AddressInfo
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
    return {
      origin: `http://127.0.0.1:${port}`,
      ...{ p256dh: text(this.#keys.publicKey), auth: text(this.#keys.auth) },
    }
  }

  async #await(messages: number): Promise<void> {
    while (this.#messages.length < messages)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
  }

  async #confirm(url: URL, messages: number): Promise<void> {
    const rest = this.#messages.slice(this.#confirmed, this.#confirmed + messages)
    this.#confirmed = this.#messages.length
    const links = await Promise.all(rest.map((message) => this.#linkOf(new Uint8Array(message))))
    const send = async () => {
      for (let link = links.pop(); link !== undefined; link = links.pop()) await this.#post(url, link)
    }
    await Promise.all(Array.from({ length: CONFIRMATIONS_AT_ONCE }, send))
  }

  async #linkOf(data: Uint8Array<ArrayBuffer>): Promise<string> {
    const plaintext = await decryptPush(this.#keys, { encoding: 'aes128gcm', data })
    const message: { aoi: { link: string } } = JSON.parse(Buffer.from(plaintext).toString())
    return message.aoi.link
  }

  async #post({ hostname, port }: URL, link: string): Promise<void> {
    const sent = request({
      hostname,
      port,
      method: 'POST',
      path: `/wp/deliveries/${link}`,
      agent: this.#agent,
    })
    const answered = once(sent, 'response')
    sent.end()
    const [answer] = await answered
    answer.resume()
    if (answer.statusCode !== 204) throw new Error(`a confirmation was answered ${answer.statusCode}`)
  }
}

const vendor = new Vendor()
carryOutOrders<VendorOrder>((order) => vendor.carryOut(order))
