import { expect, onTestFinished } from 'vitest'
import type { AoiClient, AoiClientOptions, ClientAppRegistration } from '../aoi-client.ts'
import type { ClientLogEntry } from '../client-log.ts'
import { createAoiClient } from '../create-aoi-client.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import { TestAoiServer } from './test-aoi-server.ts'

/** Starts a server that must not have found an error in any message by the end of the test. */
export async function useTestServer(): Promise<TestAoiServer> {
  const server = await TestAoiServer.start()
  onTestFinished(async () => {
    await server.stop()
    expect(server.violations).toEqual([])
  })
  return server
}

export type Device = {
  /** The content of the storage; it outlives the AOI Clients. */
  place: { records: string[] }
  logged: ClientLogEntry[]
  /** Starts an AOI Client on this device. */
  start: (options?: Partial<AoiClientOptions>) => AoiClient
}

/**
 * A device with memory storage. Its AOI Clients close at the end of the test, and wait only briefly between attempts.
 */
export function useDevice(server: Pick<TestAoiServer, 'url'>): Device {
  const place = { records: [] }
  const logged: ClientLogEntry[] = []
  const start = (options: Partial<AoiClientOptions> = {}) => {
    const storage = memoryStorage(place)
    const log = (entry: ClientLogEntry) => void logged.push(entry)
    const aoiClient = createAoiClient({ serverUrl: server.url, storage, random: () => 0.02, log, ...options })
    onTestFinished(() => aoiClient.close())
    return aoiClient
  }
  return { place, logged, start }
}

/** Collects the payloads that a registration receives. */
export function collect(registration: ClientAppRegistration): unknown[] {
  const payloads: unknown[] = []
  registration.onNotification((notification) => {
    payloads.push('payload' in notification ? notification.payload : notification.data)
  })
  return payloads
}

/** Waits until the AOI Client is in the state. Returns that state. */
export function waitForState(
  aoiClient: AoiClient,
  name: AoiClient['state']['name'],
): Promise<AoiClient['state']> {
  return new Promise((resolve) => {
    if (aoiClient.state.name === name) return resolve(aoiClient.state)
    const stop = aoiClient.onState((state) => {
      if (state.name !== name) return
      stop()
      resolve(state)
    })
  })
}
