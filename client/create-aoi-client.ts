import type { AoiClient, AoiClientOptions } from './aoi-client.ts'
import { argon2idNode } from './argon2id-node.ts'
import { startAoiClient } from './start-aoi-client.ts'

/** Makes an AOI Client for Node and starts it: registers itself the first time, connects, and stays connected. */
export function createAoiClient(options: AoiClientOptions): AoiClient {
  return startAoiClient({ ...options, argon2id: options.argon2id ?? argon2idNode })
}
