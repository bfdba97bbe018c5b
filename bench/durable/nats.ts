import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { findVersion, startChild } from '../kit/child.ts'
import { openFastSocket } from '../kit/fast-socket.ts'
import { type Broker, type Clients, type MemberInput, type Open, PAYLOAD, WINDOW } from './broker.ts'

const HELLO = 'CONNECT {"verbose":false,"pedantic":false,"headers":false}\r\n'
const CREATED_AT_ONCE = 50

const start: Broker['start'] = ({ port, directory }) => {
  const config = join(directory, 'nats.conf')
  writeFileSync(
    config,
    `listen: "127.0.0.1:${port}"\nping_interval: "10m"\nmax_connections: 20000\njetstream { store_dir: "${directory}" }\n`,
  )
  return startChild({ command: 'nats-server', args: ['-c', config], port })
}

/** JetStream with a durable push consumer for each member. */
function jetStream(acks: 'explicit' | 'all'): Broker {
  return {
    name: `NATS JetStream, acks ${acks}`,
    guarantee:
      'file storage; the server confirms before the data is on disk (`sync_interval: always` comes with 2.10)',
    package: 'nats-server',
    version: () => findVersion('nats-server', '--version'),
    start,
    clients: clientsOf(acks),
  }
}

export const jetStreamExplicit = jetStream('explicit')
export const jetStreamAll = jetStream('all')

function clientsOf(acks: 'explicit' | 'all'): Clients {
  return {
    prepare: async (port, { groups, members }) => {
      const api = await openApi(port)
      await api.ask('STREAM.CREATE.aoi', {
        name: 'aoi',
        subjects: ['g.*'],
        storage: 'file',
        retention: 'limits',
      })
      const create = (index: number) => {
        const durable_name = `m${index}`
        const config = {
          ...{ durable_name, deliver_subject: `d.${index}`, ack_policy: acks, max_ack_pending: WINDOW },
          ...{ deliver_policy: 'all', filter_subject: `g.${Math.floor(index / members)}` },
        }
        return api.ask(`CONSUMER.DURABLE.CREATE.aoi.${durable_name}`, { stream_name: 'aoi', config })
      }
      const all = Array.from({ length: groups * members }, (_, index) => index)
      for (let first = 0; first < all.length; first += CREATED_AT_ONCE)
        await Promise.all(all.slice(first, first + CREATED_AT_ONCE).map(create))
      api.close()
    },
    openMember: (member) => openMember(member, acks),
    openPublisher: async ({ port }) => {
      const { request, close } = await openRequests(port)
      return { publish: (group) => request(`g.${group}`, PAYLOAD).then(() => undefined), close }
    },
  }
}

function openMember(member: MemberInput, acks: 'explicit' | 'all'): Promise<Open> {
  return new Promise((resolve) => {
    const take = takeMessages({
      onPong: () => resolve({ close: () => socket.destroy() }),
      onMessages: (messages) => {
        const replies = acks === 'all' ? messages.slice(-1) : messages
        socket.write(replies.map(({ reply }) => `PUB ${reply} 0\r\n\r\n`).join(''))
        member.onMessages(messages.length)
      },
    })
    const socket = openFastSocket({
      ...{ port: member.port, index: member.connection, take: (bytes) => take(bytes.toString('latin1')) },
      onConnect: () => socket.write(`${HELLO}SUB d.${member.index} 1\r\nPING\r\n`),
      onClose: () => undefined,
    })
  })
}

type Message = { subject: string; reply: string; body: string }

/** Parses what the server sends. Messages that arrive together are passed on together. */
function takeMessages(on: {
  onPong: () => void
  onMessages: (messages: readonly Message[]) => void
}): (bytes: string) => void {
  let received = ''
  return (bytes) => {
    received += bytes
    const messages: Message[] = []
    for (;;) {
      const lineEnd = received.indexOf('\r\n')
      if (lineEnd < 0) break
      const words = received.slice(0, lineEnd).split(' ')
      if (words[0] !== 'MSG') {
        if (words[0] === 'PONG') on.onPong()
        if (words[0] === '-ERR') throw new Error(received.slice(0, lineEnd))
        received = received.slice(lineEnd + 2)
        continue
      }
      const bodyAt = lineEnd + 2
      const end = bodyAt + Number(words.at(-1)) + 2
      if (end > received.length) break
      const [, subject = '', , reply = ''] = words.length > 4 ? words : []
      messages.push({ subject: subject || (words[1] ?? ''), reply, body: received.slice(bodyAt, end - 2) })
      received = received.slice(end)
    }
    if (messages.length > 0) on.onMessages(messages)
  }
}

type Requests = { request: (subject: string, body: string) => Promise<string>; close: () => void }

/** A connection with an inbox for its answers. */
function openRequests(port: number): Promise<Requests> {
  return new Promise((resolve) => {
    const waiting = new Map<string, { resolve: (body: string) => void; reject: (error: Error) => void }>()
    let requests = 0
    let gone: Error | undefined
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }).setEncoding('latin1')
    const request: Requests['request'] = (subject, body) =>
      new Promise((answered, reject) => {
        if (gone !== undefined) return reject(gone)
        requests += 1
        const inbox = `i.${process.pid}.${requests}`
        waiting.set(inbox, { resolve: answered, reject })
        socket.write(`PUB ${subject} ${inbox} ${Buffer.byteLength(body)}\r\n${body}\r\n`)
      })
    const take = takeMessages({
      onPong: () => resolve({ request, close: () => socket.destroy() }),
      onMessages: (messages) => {
        for (const { subject, body } of messages) {
          waiting.get(subject)?.resolve(body)
          waiting.delete(subject)
        }
      },
    })
    socket.on('data', take).on('error', () => undefined)
    socket.on('close', () => {
      gone = new Error('NATS is gone')
      for (const { reject } of waiting.values()) reject(gone)
    })
    socket.write(`${HELLO}SUB i.${process.pid}.* 1\r\nPING\r\n`)
  })
}

async function openApi(port: number) {
  const { request, close } = await openRequests(port)
  const ask = async (subject: string, body: object) => {
    const answer = await request(`$JS.API.${subject}`, JSON.stringify(body))
    if (answer.includes('"error"')) throw new Error(`NATS refused ${subject}: ${answer}`)
  }
  return { ask, close }
}
