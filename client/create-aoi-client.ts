import type { AoiClient, AoiClientOptions } from './aoi-client.ts'
import { platformNode } from './platform-node.ts'
import { startAoiClient } from './start-aoi-client.ts'

/**
 * Makes an AOI Client for Node and starts it: registers itself the first time, connects, and stays connected. Throws
 * `AoiClientError('400')` where `serverUrl` is not the URL of a server.
 */
export function createAoiClient(options: AoiClientOptions): AoiClient {
  return startAoiClient(options, platformNode)
}
