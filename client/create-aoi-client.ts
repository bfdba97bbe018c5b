import type { AoiClient, AoiClientOptions } from './aoi-client.ts'
import { platformNode } from './platform-node.ts'
import { startAoiClient } from './start-aoi-client.ts'
import { readAddress } from './unix-server.ts'

/**
 * Makes an AOI Client for Node and starts it: registers itself the first time, connects, and stays connected. Here
 * `serverUrl` may also be `unix:/PATH`. Throws `AoiClientError('400')` where it names no server.
 */
export function createAoiClient(options: AoiClientOptions): AoiClient {
  return startAoiClient({ ...options, ...readAddress(options) }, platformNode)
}
