import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findVersion, startChild } from '../kit/child.ts'
import { CHANNEL, MESSAGE_BYTES, type Peer } from './peer.ts'

const SUBSCRIPTION = '1'
/** `MSG bench 1 300\r\n…\r\n` */
const PAYLOAD_BYTES = MESSAGE_BYTES - `MSG ${CHANNEL} ${SUBSCRIPTION} 300\r\n\r\n`.length
const HELLO = 'CONNECT {"verbose":false,"pedantic":false,"lang":"bench","version":"1"}\r\n'

/** NATS core: it keeps nothing, and its clients acknowledge nothing. */
export const nats: Peer = {
  name: 'NATS',
  version: () => findVersion('nats-server', '--version'),
  start: ({ port, directory }) => {
    const config = join(directory, 'nats.conf')
    writeFileSync(config, `host: 127.0.0.1\nport: ${port}\nping_interval: "10m"\nmax_connections: 20000\n`)
    return startChild({ command: 'nats-server', args: ['-c', config], port })
  },
  wire: {
    subscribe: [
      { say: Buffer.from(`${HELLO}SUB ${CHANNEL} ${SUBSCRIPTION}\r\nPING\r\n`), until: 'PONG\r\n' },
    ],
    publisher: [{ say: Buffer.from(`${HELLO}PING\r\n`), until: 'PONG\r\n' }],
    message: Buffer.from(`PUB ${CHANNEL} ${PAYLOAD_BYTES}\r\n${'x'.repeat(PAYLOAD_BYTES)}\r\n`),
  },
}
