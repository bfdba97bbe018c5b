import { spawnSync } from 'node:child_process'
import { connect } from 'node:net'
import { type Child, findVersion, startChild } from '../kit/child.ts'
import { exchange } from './load.ts'
import { INBOX, type Speech } from './protocols.ts'

const NATS = 'nats-server'

/** A broker that stores a message before it answers. */
export type Peer = { name: string; port: number; speech: Speech; child: Child }

type PeerInput = { directory: string; port: number; payload: string }

/** Starts Redis with streams and `appendfsync always`. Returns `undefined` when Redis is not installed. */
export async function startRedis({ directory, port, payload }: PeerInput): Promise<Peer | undefined> {
  const version = findVersion('redis-server', '--version')
  if (version === undefined) return undefined
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', '']
  const child = await startChild({
    command: 'redis-server',
    args: [...args, '--appendonly', 'yes', '--appendfsync', 'always'],
    port,
  })
  const words = ['XADD', 'aoi', '*', 'payload', payload]
  const request = `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`
  const [, number = '?'] = /v=(\S+)/.exec(version) ?? []
  return {
    name: `Redis ${number} stream, \`appendfsync always\``,
    port,
    speech: { kind: 'redis', requests: [request] },
    child,
  }
}

/**
 * Starts NATS JetStream with `sync_interval: always`. Servers before 2.10 do not know that setting and answer before
 * the message is on disk; the name of the peer says so.
 */
export async function startNats(
  input: PeerInput & { writeFile: (text: string) => string },
): Promise<Peer | undefined> {
  const { directory, port, payload, writeFile } = input
  const version = findVersion(NATS, '--version')
  if (version === undefined) return undefined
  const configure = (sync: string) =>
    writeFile(`listen: "127.0.0.1:${port}"\njetstream { store_dir: "${directory}"\n${sync}\n}\n`)
  const synced = configure('sync_interval: always')
  const isSynced = spawnSync(NATS, ['-t', '-c', synced]).status === 0
  const child = await startChild({
    command: NATS,
    args: ['-c', isSynced ? synced : configure('')],
    port,
  })
  await makeStream(port)
  const request = `PUB aoi.bench ${INBOX} ${Buffer.byteLength(payload)}\r\n${payload}\r\n`
  const name = `NATS ${version.split('v').at(-1)} JetStream, ${isSynced ? '`sync_interval: always`' : 'NOT on disk: does not support `sync_interval: always`'}`
  return { name, port, speech: { kind: 'nats', requests: [request] }, child }
}

async function makeStream(port: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' }).setEncoding('latin1')
  const body = JSON.stringify({ name: 'aoi', subjects: ['aoi.>'], storage: 'file', retention: 'limits' })
  await exchange(socket, { say: 'CONNECT {"verbose":false}\r\nSUB made 1\r\nPING\r\n', until: 'PONG\r\n' })
  const create = `PUB $JS.API.STREAM.CREATE.aoi made ${body.length}\r\n${body}\r\n`
  const answer = await exchange(socket, { say: create, until: '}\r\n' })
  socket.destroy()
  if (answer.includes('"error"')) throw new Error(`NATS did not create the stream: ${answer}`)
}
