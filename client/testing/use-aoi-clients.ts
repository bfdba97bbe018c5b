import { expect, onTestFinished } from 'vitest'
import type { AoiClient, AoiClientOptions, ClientAppRegistration } from '../aoi-client.ts'
import type { ClientLogEntry } from '../client-log.ts'
import { createAoiClient } from '../create-aoi-client.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import { TestAoiServer } from './test-aoi-server.ts'

/** A server that found nothing wrong with what it was told. */
export async function useTestServer(): Promise<TestAoiServer> {
  const server = await TestAoiServer.start()
  onTestFinished(async () => {
    await server.stop()
    expect(server.violations).toEqual([])
  })
  return server
}

export type Device = {
  /** What storage holds; it outlives its AOI Clients. */
  place: { records: string[] }
  logged: ClientLogEntry[]
  /** Starts an AOI Client on this device. */
  start: (options?: Partial<AoiClientOptions>) => AoiClient
}

/** A device with memory storage, whose AOI Clients are closed when the test is over and wait little in between. */
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

/** Keeps the payloads that a registration is handed. */
export function collect(registration: ClientAppRegistration): unknown[] {
  const payloads: unknown[] = []
  registration.onNotification((notification) => {
    payloads.push('payload' in notification ? notification.payload : notification.data)
  })
  return payloads
}

/** Waits until the AOI Client is in the state; answers it. */
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
