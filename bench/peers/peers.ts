import { mosquitto } from './mosquitto.ts'
import { nats } from './nats.ts'
import { nchan } from './nchan.ts'
import { rawWs, socketIo } from './node-peers.ts'
import type { Peer } from './peer.ts'

/** In the order of the table; the first is what the others are compared with. */
export const PEERS: readonly Peer[] = [socketIo, rawWs, nchan, nats, mosquitto]
