import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { findVersion, startChild } from '../kit/child.ts'
import { openFastSocket } from '../kit/fast-socket.ts'
import { type Broker, type MemberInput, type Open, PAYLOAD, type Publisher, WINDOW } from './broker.ts'

const [CONNACK, PUBLISH, PUBACK, SUBACK] = [2, 3, 4, 9]
const [CONNECT_BYTE, PUBLISH_QOS1_BYTE, PUBACK_BYTE, SUBSCRIBE_BYTE] = [0x10, 0x32, 0x40, 0x82]
const PACKET_IDS = 65_535

/** MQTT 3.1.1 at QoS 1, with a session of its own for each member, which it keeps while the member is away. */
export const mosquitto: Broker = {
  name: 'mosquitto QoS 1',
  guarantee:
    'saved on each change (`autosave_on_changes`), without waiting for the disk; acknowledgements too',
  package: 'mosquitto',
  version: () => findVersion('mosquitto', '-h'),
  start: ({ port, directory }) => {
    const config = join(directory, 'mosquitto.conf')
    writeFileSync(
      config,
      `listener ${port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\nlog_type error\nuser root\n` +
        `persistence true\npersistence_location ${directory}/\nautosave_on_changes true\nautosave_interval 1\n` +
        `max_queued_messages 0\nmax_inflight_messages ${WINDOW}\n`,
    )
    return startChild({ command: 'mosquitto', args: ['-c', config], port })
  },
  clients: {
    // A session exists from the first connection on, so every member connects once before the first message.
    prepare: async (port, { groups, members }) => {
      for (let index = 0; index < groups * members; index += 1) {
        const group = Math.floor(index / members)
        const input = {
          port,
          index,
          group,
          connection: 100_000 - index,
          before: 0,
          onMessages: () => undefined,
        }
        const member = await openMember(input)
        member.close()
      }
    },
    openMember,
    openPublisher: ({ port }) => openPublisher(port),
  },
}

function openMember(member: MemberInput): Promise<Open> {
  return new Promise((resolve) => {
    const take = takePackets((packets) => {
      const acks: Buffer[] = []
      for (const { kind, body } of packets) {
        if (kind === CONNACK)
          acks.push(packet(SUBSCRIBE_BYTE, number(1), text(`g/${member.group}`), Buffer.from([1])))
        if (kind === SUBACK) resolve({ close: () => socket.destroy() })
        if (kind !== PUBLISH) continue
        const idAt = 2 + body.readUInt16BE(0)
        acks.push(packet(PUBACK_BYTE, body.subarray(idAt, idAt + 2)))
      }
      if (acks.length > 0) socket.write(Buffer.concat(acks))
      const messages = packets.filter(({ kind }) => kind === PUBLISH).length
      if (messages > 0) member.onMessages(messages)
    })
    const socket = openFastSocket({
      ...{ port: member.port, index: member.connection, take },
      ...{ onConnect: () => socket.write(connectPacket(`m${member.index}`)), onClose: () => undefined },
    })
  })
}

function openPublisher(port: number): Promise<Publisher> {
  return new Promise((resolve) => {
    const waiting = new Map<number, { resolve: () => void; reject: (error: Error) => void }>()
    let published = 0
    let gone: Error | undefined
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const publish = (group: number) =>
      new Promise<void>((confirmed, reject) => {
        if (gone !== undefined) return reject(gone)
        published = (published % PACKET_IDS) + 1
        waiting.set(published, { resolve: confirmed, reject })
        socket.write(packet(PUBLISH_QOS1_BYTE, text(`g/${group}`), number(published), Buffer.from(PAYLOAD)))
      })
    const take = takePackets((packets) => {
      for (const { kind, body } of packets) {
        if (kind === CONNACK) resolve({ publish, close: () => socket.destroy() })
        if (kind !== PUBACK) continue
        const id = body.readUInt16BE(0)
        waiting.get(id)?.resolve()
        waiting.delete(id)
      }
    })
    socket.on('data', take).on('error', () => undefined)
    socket.on('close', () => {
      gone = new Error('mosquitto is gone')
      for (const { reject } of waiting.values()) reject(gone)
    })
    socket.write(connectPacket(`publisher${process.pid}`))
  })
}

type Packet = { kind: number; body: Buffer }

/** Parses packets. Those that arrive together are passed on together. */
function takePackets(onPackets: (packets: readonly Packet[]) => void): (bytes: Buffer) => void {
  let kept = Buffer.alloc(0)
  return (bytes) => {
    const received = Buffer.concat([kept, bytes])
    const packets: Packet[] = []
    let at = 0
    for (;;) {
      const head = readLength(received, at + 1)
      if (head === undefined || head.bodyAt + head.length > received.length) break
      const end = head.bodyAt + head.length
      packets.push({ kind: (received[at] ?? 0) >> 4, body: received.subarray(head.bodyAt, end) })
      at = end
    }
    kept = received.subarray(at)
    if (packets.length > 0) onPackets(packets)
  }
}

/** Reads the length of a packet: seven bits a byte, the lowest first. */
function readLength(bytes: Buffer, at: number): { length: number; bodyAt: number } | undefined {
  let length = 0
  for (let place = 0; at + place < bytes.length; place += 1) {
    const byte = bytes[at + place] ?? 0
    length += (byte % 128) * 128 ** place
    if (byte < 128) return { length, bodyAt: at + place + 1 }
  }
  return undefined
}

/** Connects with the session of this name, or makes it. */
function connectPacket(name: string): Buffer {
  return packet(CONNECT_BYTE, text('MQTT'), Buffer.from([4, 0, 0, 0]), text(name))
}

function packet(firstByte: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  const length =
    body.length < 128 ? [body.length] : [(body.length % 128) + 128, Math.floor(body.length / 128)]
  return Buffer.concat([Buffer.from([firstByte, ...length]), body])
}

function text(value: string): Buffer {
  return Buffer.concat([number(Buffer.byteLength(value)), Buffer.from(value)])
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}
