import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { type Socket as Connection, Server as Engine } from 'engine.io'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { clientFrame } from '#server/testing/client-frame.ts'
import { AckTap } from './ack-tap.ts'

const TOKEN = `g1${'A'.repeat(43)}`
const NEVER_MILLISECONDS = 600_000

const ack = (seq: number) =>
  `42/aoi,["notificationAck",{"messageType":"notificationAck","acks":[["${TOKEN}",${seq}]]}]`
const taken = (seq: number) => `taken ${seq}`
const passedOn = (text: string) => `passed on ${text.slice(1)}`

type Options = { pingInterval?: number; pingTimeout?: number; head?: Buffer }

/**
 * A connection as the hub has it, with its tap. `events` lists what the tap takes and the packets that reach Engine.IO.
 */
async function connect(options: Options = {}) {
  const {
    pingInterval = NEVER_MILLISECONDS,
    pingTimeout = NEVER_MILLISECONDS,
    head = Buffer.alloc(0),
  } = options
  const http = createServer()
  const engine = new Engine({ transports: ['websocket'], allowUpgrades: false, pingInterval, pingTimeout })
  const tapped = new Promise<{ tap: AckTap; tcp: Duplex }>((resolve) => {
    http.on('upgrade', (request, tcp) => {
      resolve({ tap: AckTap.set(tcp, head), tcp })
      engine.handleUpgrade(request as Parameters<Engine['handleUpgrade']>[0], tcp, head)
    })
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { port } = http.address() as AddressInfo
  const client = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`)
  client.on('error', () => undefined)
  // From the first ping on, which comes soon after the handshake.
  client.on('message', (data) => String(data) === '2' && client.send('3'))
  onTestFinished(() => {
    client.terminate()
    http.close()
  })
  const opening = [once(engine, 'connection'), tapped, once(client, 'open')] as const
  const [[opened], { tap, tcp }] = await Promise.all(opening)
  const connection: Connection = opened
  const events = watch(connection)
  const beats: string[] = []
  const open = () =>
    tap.open(connection, {
      receive: (acks) => void events.push(taken(acks[0]?.[1] ?? 0)),
      pinged: () => void beats.push('ping'),
      ponged: () => void beats.push('pong'),
    })
  return { connection, open, tcp, events, beats, says: speech(tcp, events) }
}

function watch(connection: Connection): string[] {
  const events: string[] = []
  connection.on('packet', ({ type, data }: { type: string; data?: unknown }) => {
    events.push(type === 'message' ? `passed on ${String(data)}` : type)
  })
  return events
}

/** Pushes each part as one chunk of its own from the kernel. Returns the events that it caused. */
function speech(tcp: Duplex, events: string[]): (...parts: (string | Buffer)[]) => Promise<string[]> {
  return async (...parts) => {
    for (const part of parts) {
      // A copy, because the websocket library unmasks the bytes in place.
      tcp.push(typeof part === 'string' ? clientFrame(part) : Buffer.from(part))
      await setImmediate()
    }
    return events.splice(0)
  }
}

async function opened(options?: Options) {
  const connected = await connect(options)
  connected.open()
  await connected.says('4first')
  await connected.says(ack(9))
  return connected
}

it('takes acknowledgements out of the stream, so that Engine.IO never receives them', async () => {
  const { says } = await opened()
  expect(await says(ack(1), Buffer.concat([clientFrame(ack(2)), clientFrame(ack(3))]), ack(4))).toEqual(
    [1, 2, 3, 4].map(taken),
  )
})

it('takes nothing before it is opened', async () => {
  const { open, says } = await connect()
  expect(await says(ack(1), ack(2))).toEqual([passedOn(ack(1)), passedOn(ack(2))])
  open()
  expect(await says(ack(3), ack(4))).toEqual([passedOn(ack(3)), taken(4)])
})

it('passes every other message on, and everything in the same chunk with it', async () => {
  const { says } = await opened()
  const binary = clientFrame('bytes', { opcode: 2 })
  expect(await says('42/aoi,["another",{}]', binary, '3')).toEqual([
    passedOn('42/aoi,["another",{}]'),
    'passed on bytes',
    'pong',
  ])
  await says(ack(1))
  expect(await says(Buffer.concat([clientFrame(ack(2)), clientFrame('3')]))).toEqual([
    passedOn(ack(2)),
    'pong',
  ])
})

it('passes on an acknowledgement right after an unfinished message, and takes the next one', async () => {
  const { says } = await opened()
  const unfinished = '451-/aoi,["another",{"_placeholder":true,"num":0}]'
  expect(await says(ack(1), unfinished, ack(2), ack(3))).toEqual([
    ...[taken(1), passedOn(unfinished), passedOn(ack(2)), taken(3)],
  ])
})

it('never takes a piece of a message for a whole message, wherever the message is cut', async () => {
  const { says } = await opened()
  const frame = clientFrame(`4${'x'.repeat(200)}`)
  const inner = clientFrame(ack(7))
  const outer = clientFrame(`4${inner.toString('latin1').replaceAll(/[^ -~]/g, '.')}`)
  for (const whole of [frame, outer, clientFrame(ack(7))]) {
    const text = await says(whole)
    for (let cut = 4; cut < whole.length; cut += 1)
      expect(await says(whole.subarray(0, cut), whole.subarray(cut))).toEqual(
        text[0]?.startsWith('taken') ? [passedOn(ack(7))] : text,
      )
    await says(ack(9))
  }
})

it('stops taking acknowledgements after a frame was cut in its header, and loses none', async () => {
  const { says } = await opened()
  const frame = clientFrame(ack(1))
  expect(await says(frame.subarray(0, 1), frame.subarray(1), ack(2), ack(3))).toEqual(
    [1, 2, 3].map((seq) => passedOn(ack(seq))),
  )
})

it('counts the bytes that came with the upgrade request', async () => {
  const frame = clientFrame('4with the request')
  const { open, says } = await connect({ head: frame.subarray(0, 10) })
  open()
  expect(await says(Buffer.concat([frame.subarray(10), clientFrame(ack(1))]), ack(2), ack(3))).toEqual([
    ...[passedOn('4with the request'), passedOn(ack(1)), passedOn(ack(2)), taken(3)],
  ])
})

it('takes a pong in the turn in which it arrives, and still waits for the rest of a message', async () => {
  const { events, says, tcp } = await opened()
  tcp.push(clientFrame('3'))
  expect(events.splice(0)).toEqual(['pong'])
  const unfinished = '451-/aoi,["another",{"_placeholder":true,"num":0}]'
  expect(await says(unfinished, '3', ack(1), ack(2))).toEqual([
    ...[passedOn(unfinished), 'pong', passedOn(ack(1)), taken(2)],
  ])
})

it('takes no pong that is a piece of another message', async () => {
  const { says } = await opened()
  const pong = clientFrame('3')
  const whole = clientFrame('4'.padEnd(20, '.'), { opcode: 2 })
  expect(await says(whole.subarray(0, -pong.length), pong, ack(1))).toEqual([
    ...[expect.stringMatching(/^passed on/), passedOn(ack(1))],
  ])
})

it('keeps a connection alive although it takes the pongs', async () => {
  const { connection, beats } = await opened({ pingInterval: 20, pingTimeout: 10_000 })
  for (let beat = 0; beat < 5; beat += 1) await once(connection, 'heartbeat')
  expect(connection.readyState).toBe('open')
  const first = beats.indexOf('ping')
  expect(beats.slice(first, first + 4)).toEqual(['ping', 'pong', 'ping', 'pong'])
})

it('passes on the first message after a ping, so that Engine.IO sees a sign of life', async () => {
  const { connection, says } = await opened()
  // As Engine.IO does with its ping.
  connection.emit('packetCreate', { type: 'ping' })
  expect(await says(ack(1), ack(2))).toEqual([passedOn(ack(1)), taken(2)])
})

it('takes nothing after this side has closed the connection', async () => {
  const { connection, says } = await opened()
  connection.close()
  expect(await says(ack(1))).toEqual([])
})

it('takes nothing after the other side has sent its closing frame', async () => {
  const { says } = await opened()
  const end = clientFrame('', { opcode: 8 })
  expect(await says(end, ack(1), ack(2))).toEqual([])
})
