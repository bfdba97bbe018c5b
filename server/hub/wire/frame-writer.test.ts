import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Socket as Connection, Server as Engine } from 'engine.io'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { FrameWriter } from './frame-writer.ts'
import { websocketTextFrame } from './websocket-frame.ts'

const MUCH = 'x'.repeat(60_000)
const MORE_THAN_THE_KERNEL_TAKES = 400

/** A server connection as the hub has it, and the client that reads from it. */
async function connect() {
  const http = createServer()
  const engine = new Engine({ transports: ['websocket'], allowUpgrades: false, perMessageDeflate: false })
  engine.attach(http, { path: '/socket.io/' })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { port } = http.address() as AddressInfo
  const reader = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`)
  const received: string[] = []
  reader.on('message', (data: Buffer) => received.push(data.toString()))
  const [connection] = (await once(engine, 'connection')) as [Connection]
  await once(reader, 'message')
  onTestFinished(() => {
    reader.terminate()
    http.close()
  })
  const writer = new FrameWriter(connection)
  const until = async (text: string) => {
    while (!received.includes(text)) await once(reader, 'message')
    return received
  }
  return { connection, reader, received, until, writer }
}

const frame = (text: string) => websocketTextFrame(text)

/** Writes until the kernel takes no more. Returns the number of writes. */
function clog(writer: FrameWriter, onTaken: () => void): number {
  for (let written = 1; written <= MORE_THAN_THE_KERNEL_TAKES; written += 1)
    if (!writer.write(frame(MUCH), onTaken)) return written
  throw new Error('the kernel took everything')
}

it('writes in the same turn, and reports that the kernel has taken the bytes', async () => {
  const { writer, until } = await connect()
  expect(writer.write(frame('4now'), () => undefined)).toBe(true)
  await until('4now')
})

it('keeps the order of its frames and those of Engine.IO, for fast and slow readers', async () => {
  const { connection, reader, writer, until } = await connect()
  const sent: string[] = []
  let waited = false
  const say = (past: boolean) => {
    const text = `${sent.length} ${sent.length % 20 === 0 ? MUCH : ''}`
    sent.push(`4${text}`)
    if (past) waited = !writer.write(frame(`4${text}`), () => undefined) || waited
    else connection.write(text)
  }
  for (let step = 0; step < 200; step += 1) say(step % 3 !== 0)
  reader.pause()
  for (let step = 0; step < 400; step += 1) say(step % 3 !== 0)
  expect(waited).toBe(true)
  reader.resume()
  for (let step = 0; step < 200; step += 1) say(step % 2 === 0)
  connection.write('end')
  expect((await until('4end')).slice(1, -1)).toEqual(sent)
})

it('keeps the order behind frames that Engine.IO had buffered before the writer existed', async () => {
  const { connection, until } = await connect()
  connection.write('one')
  connection.write('two')
  new FrameWriter(connection).write(frame('4three'), () => undefined)
  expect((await until('4three')).slice(1)).toEqual(['4one', '4two', '4three'])
})

it('writes straight behind a packet that Engine.IO is still writing when the writer comes to exist', async () => {
  const { connection, until } = await connect()
  connection.write('one')
  expect(connection.transport.writable).toBe(false)
  expect(new FrameWriter(connection).write(frame('4two'), () => undefined)).toBe(true)
  expect((await until('4two')).slice(1)).toEqual(['4one', '4two'])
})

it('reports buffered bytes as taken when the kernel has taken them, and not before', async () => {
  const { reader, writer } = await connect()
  const events: string[] = []
  writer.watch({ waiting: () => events.push('waiting'), taken: () => events.push('taken') })
  reader.pause()
  clog(writer, () => events.push('written'))
  expect(events).toEqual(['waiting'])
  const last = new Promise<void>((resolve) => writer.write(frame('4last'), resolve))
  reader.resume()
  await last
  expect(events.filter((event) => event === 'written')).toEqual(['written'])
  expect(events.at(-1)).toBe('taken')
})

it('writes nothing after this side has sent its closing frame', async () => {
  const { connection, reader, received, writer } = await connect()
  connection.write('before')
  connection.close()
  writer.write(frame('4after'), () => undefined)
  await once(reader, 'close')
  expect(received.at(-1)).toBe('4before')
})

it.each([
  ['closes', (reader: WebSocket) => reader.close()],
  ['is cut off', (reader: WebSocket) => reader.terminate()],
])('survives a reader that %s while much is buffered for it', async (_, leave) => {
  const { connection, reader, writer } = await connect()
  reader.pause()
  clog(writer, () => undefined)
  const closed = once(connection, 'close')
  leave(reader)
  for (let step = 0; step < 10; step += 1) writer.write(frame('4more'), () => undefined)
  reader.resume()
  await closed
  expect(writer.write(frame('4too late'), () => undefined)).toBe(false)
})

it('keeps one transport for the whole life of the connection', async () => {
  const { connection, reader, writer, until } = await connect()
  const { transport } = connection
  reader.send('2probe')
  reader.send('5')
  writer.write(frame('4still'), () => undefined)
  await until('4still')
  expect(connection.transport).toBe(transport)
})
