import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { openFastSocket } from '../kit/fast-socket.ts'
import { MESSAGE_BYTES, type Peer, type Step } from '../peers/peer.ts'
import { Receivers } from './receivers.ts'
import type { Target } from './target.ts'

const CONNECTS_AT_ONCE = 50
/** Waits for the last answers to the subscriptions, which must not be counted as messages. */
const SETTLE_MILLISECONDS = 300

/** Connects sockets that count bytes: all messages of a peer have the same length. */
export async function connectPeer(
  peer: Peer,
  { port, sockets }: { port: number; sockets: number },
): Promise<Target> {
  const receivers = new Receivers(sockets)
  const open: PeerSocket[] = []
  for (let first = 0; first < sockets; first += CONNECTS_AT_ONCE) {
    const batch = Array.from({ length: Math.min(CONNECTS_AT_ONCE, sockets - first) }, (_, place) =>
      PeerSocket.open({ port, index: first + place, steps: peer.wire.subscribe, receivers }),
    )
    open.push(...(await Promise.all(batch)))
  }
  const publisher = await PeerSocket.open({ port, index: sockets, steps: peer.wire.publisher })
  await sleep(SETTLE_MILLISECONDS)
  for (const socket of open) socket.startCounting()
  return {
    receivers,
    publish: async () => publisher.send(peer.wire.message),
    close: () => {
      for (const socket of [...open, publisher]) socket.close()
    },
  }
}

type Parts = { port: number; index: number; steps: readonly Step[]; receivers?: Receivers }

class PeerSocket {
  readonly #socket: Socket
  readonly #receivers: Receivers | undefined
  readonly #steps: Step[]
  #received = ''
  #bytes = 0
  #counts = false
  #subscribed: () => void = () => {}

  private constructor(parts: Parts) {
    this.#receivers = parts.receivers
    this.#steps = [...parts.steps]
    this.#socket = openFastSocket({
      ...parts,
      take: (bytes) => (this.#counts ? this.#count(bytes.length) : this.#listen(bytes)),
      onConnect: () => this.#speak(),
      onClose: () => undefined,
    })
  }

  static async open(parts: Parts): Promise<PeerSocket> {
    const socket = new PeerSocket(parts)
    await new Promise<void>((resolve) => {
      socket.#subscribed = resolve
    })
    return socket
  }

  send(bytes: Buffer): void {
    this.#socket.write(bytes)
  }

  startCounting(): void {
    this.#counts = true
  }

  close(): void {
    this.#socket.destroy()
  }

  #speak(): void {
    const [step] = this.#steps
    if (step === undefined) this.#subscribed()
    else this.#socket.write(step.say)
  }

  #listen(bytes: Buffer): void {
    const [step] = this.#steps
    if (step === undefined) return
    this.#received += bytes.toString('latin1')
    if (!this.#received.includes(step.until)) return
    this.#received = ''
    this.#steps.shift()
    this.#speak()
  }

  #count(bytes: number): void {
    const before = Math.floor(this.#bytes / MESSAGE_BYTES)
    this.#bytes += bytes
    const count = Math.floor(this.#bytes / MESSAGE_BYTES) - before
    if (count > 0) this.#receivers?.add(before, count)
  }
}
