import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findVersion, startChild } from '../kit/child.ts'
import { CHANNEL, MESSAGE_BYTES, type Peer } from './peer.ts'

const CONNACK = '\u0020\u0002\u0000\u0000'
const SUBACK = '\u0090\u0003\u0000\u0001\u0000'

/** mosquitto with MQTT 3.1.1 at QoS 0: it keeps nothing, and its clients acknowledge nothing. */
export const mosquitto: Peer = {
  name: 'mosquitto',
  version: () => findVersion('mosquitto', '-h'),
  start: ({ port, directory }) => {
    const config = join(directory, 'mosquitto.conf')
    writeFileSync(
      config,
      `listener ${port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\nlog_type error\n`,
    )
    return startChild({ command: 'mosquitto', args: ['-c', config], port })
  },
  wire: {
    subscribe: [
      { say: connectPacket(), until: CONNACK },
      {
        say: packet(0x82, Buffer.concat([Buffer.from([0, 1]), text(CHANNEL), Buffer.from([0])])),
        until: SUBACK,
      },
    ],
    publisher: [{ say: connectPacket(), until: CONNACK }],
    message: publishPacket(),
  },
}

/** Opens a clean session without a client name and without keep-alive. */
function connectPacket(): Buffer {
  return packet(0x10, Buffer.concat([text('MQTT'), Buffer.from([4, 2, 0, 0]), text('')]))
}

function publishPacket(): Buffer {
  const topic = text(CHANNEL)
  return packet(0x30, Buffer.concat([topic, Buffer.alloc(MESSAGE_BYTES - 3 - topic.length, 'x')]))
}

function packet(kind: number, body: Buffer): Buffer {
  const length =
    body.length < 128 ? [body.length] : [(body.length % 128) + 128, Math.floor(body.length / 128)]
  return Buffer.concat([Buffer.from([kind, ...length]), body])
}

function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([0, value.length]), Buffer.from(value)])
}
