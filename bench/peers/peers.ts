import { mosquitto } from './mosquitto.ts'
import { nats } from './nats.ts'
import { nchan } from './nchan.ts'
import { rawWs, socketIo } from './node-peers.ts'
import type { Peer } from './peer.ts'

/** The peers in the order of the table. The first is the reference for the others. */
export const PEERS: readonly Peer[] = [socketIo, rawWs, nchan, nats, mosquitto]
