import { connect } from 'node:net'
import { findVersion, startChild } from '../kit/child.ts'
import { openFastSocket } from '../kit/fast-socket.ts'
import {
  type Broker,
  type Clients,
  type MemberInput,
  type Open,
  PAYLOAD,
  type Publisher,
  WINDOW,
} from './broker.ts'
import { command, walkReply } from './resp.ts'

const ENTRY_ID = /^\d+-\d+$/
/** Redis reads its file after a start, and refuses commands meanwhile. */
const LOADING_MILLISECONDS = 100
const FROM_THE_BEGINNING = '0-0'

const start: Broker['start'] = ({ port, directory }) => {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', '']
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always']
  return startChild({
    command: 'redis-server',
    args: [...args, ...durable, '--maxclients', '20000', '--protected-mode', 'no'],
    port,
  })
}

const shared = { package: 'redis-server', version: () => findVersion('redis-server', '--version'), start }

/** Each member reads the stream of its group from its cursor, and stores its cursor. */
export const redisByCursor: Broker = {
  name: 'Redis Streams, cursor a member',
  guarantee: '`appendfsync always`: on disk before the answer, cursors too',
  ...shared,
  clients: clientsOf({
    greeting: ({ index }) => command('GET', `cursor:${index}`),
    read: ({ group }, id) => command('XREAD', 'COUNT', WINDOW, 'BLOCK', 0, 'STREAMS', `group:${group}`, id),
    acknowledge: ({ index }, ids) => command('SET', `cursor:${index}`, ids.at(-1) ?? FROM_THE_BEGINNING),
  }),
}

/** Each member is a consumer group of its own, and acknowledges each entry. */
export const redisByGroup: Broker = {
  name: 'Redis Streams, group a member',
  guarantee: '`appendfsync always`: on disk before the answer, `XACK` too',
  ...shared,
  clients: {
    ...clientsOf({
      greeting: () => command('PING'),
      read: ({ group, index }) =>
        command(
          'XREADGROUP',
          'GROUP',
          `m${index}`,
          'c',
          'COUNT',
          WINDOW,
          'BLOCK',
          0,
          'STREAMS',
          `group:${group}`,
          '>',
        ),
      acknowledge: ({ index, group }, ids) => command('XACK', `group:${group}`, `m${index}`, ...ids),
    }),
    prepare: async (port, { groups, members }) => {
      const lines: string[] = []
      for (let index = 0; index < groups * members; index += 1) {
        const stream = `group:${Math.floor(index / members)}`
        lines.push(command('XGROUP', 'CREATE', stream, `m${index}`, FROM_THE_BEGINNING, 'MKSTREAM'))
      }
      await sayAll(port, lines)
    },
  },
}

type Words = {
  /** The answer to it may be the cursor. */
  greeting: (member: MemberInput) => string
  read: (member: MemberInput, afterId: string) => string
  acknowledge: (member: MemberInput, ids: readonly string[]) => string
}

function clientsOf(words: Words): Clients {
  return {
    openMember: (member) => openMember(member, words),
    openPublisher: ({ port }) => openPublisher(port),
  }
}

function openMember(member: MemberInput, words: Words): Promise<Open> {
  return new Promise((resolve) => {
    let cursor = FROM_THE_BEGINNING
    let isGreeted = false
    const read = takeReplies((texts) => {
      const ids = texts.filter((text) => ENTRY_ID.test(text))
      cursor = ids.at(-1) ?? cursor
      if (texts[0]?.startsWith('-LOADING') === true) {
        setTimeout(() => socket.write(words.greeting(member)), LOADING_MILLISECONDS)
        return
      }
      if (!isGreeted) {
        isGreeted = true
        socket.write(words.read(member, cursor))
        resolve({ close: () => socket.destroy() })
        return
      }
      if (ids.length === 0) return
      socket.write(words.acknowledge(member, ids) + words.read(member, cursor))
      member.onMessages(ids.length)
    })
    const socket = openFastSocket({
      ...{ port: member.port, index: member.connection, take: (bytes) => read(bytes.toString('latin1')) },
      ...{ onConnect: () => socket.write(words.greeting(member)), onClose: () => undefined },
    })
  })
}

/** Calls `onReply` with the texts of each complete reply. */
function takeReplies(onReply: (texts: string[]) => void): (bytes: string) => void {
  let received = ''
  return (bytes) => {
    received += bytes
    for (;;) {
      const texts: string[] = []
      const end = received === '' ? undefined : walkReply(received, 0, (text) => texts.push(text))
      if (end === undefined) return
      received = received.slice(end)
      onReply(texts)
    }
  }
}

async function openPublisher(port: number): Promise<Publisher> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true }).setEncoding('latin1')
  const waiting: { resolve: () => void; reject: (error: Error) => void }[] = []
  const read = takeReplies(() => waiting.shift()?.resolve())
  let gone: Error | undefined
  socket.on('data', read).on('error', () => undefined)
  socket.on('close', () => {
    gone = new Error('Redis is gone')
    for (const { reject } of waiting.splice(0)) reject(gone)
  })
  return {
    publish: (group) =>
      new Promise((resolve, reject) => {
        if (gone !== undefined) return reject(gone)
        waiting.push({ resolve, reject })
        socket.write(command('XADD', `group:${group}`, '*', 'payload', PAYLOAD))
      }),
    close: () => socket.destroy(),
  }
}

function sayAll(port: number, lines: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let answers = 0
    const read = takeReplies(() => {
      answers += 1
      if (answers < lines.length) return
      socket.destroy()
      resolve()
    })
    const socket = connect({ port, host: '127.0.0.1' }).setEncoding('latin1')
    socket.on('data', read).once('error', reject)
    socket.write(lines.join(''))
  })
}
