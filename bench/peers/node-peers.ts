import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { startChild } from '../kit/child.ts'
import { clientFrame, upgradeRequest } from '../kit/websocket.ts'
import { MESSAGE_BYTES, type Peer, type Wire } from './peer.ts'

const FRAME_HEAD_BYTES = 4
const UPGRADED = '\r\n\r\n'
const ENGINE_PATH = '/socket.io/?EIO=4&transport=websocket'
/** `42["message","…"]` */
const EVENT_BYTES = '42["message",""]'.length

const eventOf = (name: string) =>
  clientFrame(`42["${name}","${'x'.repeat(MESSAGE_BYTES - FRAME_HEAD_BYTES - EVENT_BYTES)}"]`)

const socketIoSteps: Wire['subscribe'] = [
  { say: upgradeRequest(0, ENGINE_PATH), until: '0{' },
  { say: clientFrame('40'), until: '40{' },
]

/** Socket.IO with its defaults: the server calls `io.to(room).emit(…)` for every message of the publisher. */
export const socketIo: Peer = {
  name: 'Socket.IO',
  version: () => packageVersion('socket.io'),
  start: ({ port }) => startNode('./run-socket-io.ts', port),
  wire: {
    subscribe: [...socketIoSteps, { say: clientFrame('42["join"]'), until: '["joined"]' }],
    publisher: socketIoSteps,
    message: eventOf('publish'),
  },
}

/** The library below Socket.IO, at its cheapest: it encodes every message once and writes it once per socket. */
export const rawWs: Peer = {
  name: 'ws',
  version: () => packageVersion('ws'),
  start: ({ port }) => startNode('./run-raw-ws.ts', port),
  wire: {
    subscribe: [{ say: upgradeRequest(0, '/sub'), until: UPGRADED }],
    publisher: [{ say: upgradeRequest(0, '/pub'), until: UPGRADED }],
    message: clientFrame('x'.repeat(MESSAGE_BYTES - FRAME_HEAD_BYTES)),
  },
}

function startNode(program: string, port: number) {
  const path = fileURLToPath(new URL(program, import.meta.url))
  return startChild({ command: process.execPath, args: ['--import', 'tsx', path, String(port)], port })
}

function packageVersion(name: string): string | undefined {
  const path = createRequire(import.meta.url).resolve(`${name}/package.json`)
  return `${name} ${(JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version}`
}
