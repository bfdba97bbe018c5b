import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Protocol } from './protocols.ts'

type LoadInput = {
  port: number
  protocols: readonly Protocol[]
  warmUpMilliseconds: number
  measuredMilliseconds: number
}

/**
 * `p50` and `p99`: milliseconds from the end of the request to the end of the answer, of all that was stored while
 * measuring.
 */
export type LoadResult = { stored: number; refused: number; seconds: number; p50: number; p99: number }

type Meter = { times: number[]; refused: number; phase: 'warming' | 'measuring' | 'ending' }

/**
 * Keeps one request in flight per protocol: each has a connection and sends its next request as soon as the answer is
 * complete. It uses plain sockets, because a client library would need more CPU than the servers under test.
 */
export async function load(input: LoadInput): Promise<LoadResult> {
  const meter: Meter = { times: [], refused: 0, phase: 'warming' }
  const talks = await Promise.all(input.protocols.map((protocol) => open(input.port, protocol)))
  const asking = talks.map((talk) => ask(talk, meter))
  await sleep(input.warmUpMilliseconds)
  meter.phase = 'measuring'
  const startedAt = performance.now()
  await sleep(input.measuredMilliseconds)
  const seconds = (performance.now() - startedAt) / 1000
  meter.phase = 'ending'
  await Promise.all(asking)
  for (const { socket } of talks) socket.destroy()
  const times = Float64Array.from(meter.times).sort()
  const part = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN
  return { stored: times.length, refused: meter.refused, seconds, p50: part(0.5), p99: part(0.99) }
}

type Talk = { socket: Socket; protocol: Protocol }

/** Sends requests until the meter ends. Rejects when the connection closes before that. */
function ask({ socket, protocol }: Talk, meter: Meter): Promise<void> {
  let sent = 0
  let askedAt = 0
  let received = ''
  const next = () => {
    askedAt = performance.now()
    socket.write(protocol.request(sent))
    sent += 1
  }
  return new Promise((resolve, reject) => {
    socket.once('error', reject).once('close', () => reject(new Error('the server closed a connection')))
    socket.on('data', (text: string) => {
      received += text
      const answer = protocol.answer(received)
      if (answer === undefined) return
      received = received.slice(answer.length)
      if (!answer.stored) meter.refused += 1
      else if (meter.phase === 'measuring') meter.times.push(performance.now() - askedAt)
      if (meter.phase === 'ending') resolve()
      else next()
    })
    next()
  })
}

async function open(port: number, protocol: Protocol): Promise<Talk> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true }).setEncoding('latin1')
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject)
  })
  const { greeting } = protocol
  if (greeting !== undefined) await exchange(socket, greeting)
  return { socket, protocol }
}

/** Writes a text and returns the answer once it ends with `until`. */
export function exchange(
  socket: Socket,
  { say: text, until }: { say: string; until: string },
): Promise<string> {
  return new Promise((resolve) => {
    let received = ''
    const onData = (part: string) => {
      received += part
      if (!received.endsWith(until)) return
      socket.off('data', onData)
      resolve(received)
    }
    socket.on('data', onData)
    socket.write(text)
  })
}
