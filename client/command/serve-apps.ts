import { join, resolve } from 'node:path'
import type { AoiClient } from '../aoi-client.ts'
import type { Daemon } from '../daemon/start-daemon.ts'
import { startDaemon } from '../daemon/start-daemon.ts'
import type { Invocation } from './define.ts'
import type { Ending } from './ending.ts'
import { aborted } from './ending.ts'
import type { Output } from './output.ts'
import type { ClientInput } from './run-aoi-client.ts'
import { runAoiClient } from './run-aoi-client.ts'
import { loadDistributor } from './serve-session-bus.ts'

export type ServeInput = ClientInput & {
  socketPath: string | undefined
  port: number | undefined
  /** Address of the session bus, to be its UnifiedPush distributor too. */
  busAddress: string | undefined
}

/** Serves apps until told to stop. Rejects with `CommandFailure`. */
export async function serveApps(input: ServeInput, invocation: Invocation): Promise<void> {
  const { output } = invocation
  const serveSessionBus = input.busAddress === undefined ? undefined : await loadDistributor(input.busAddress)
  const onError = (error: unknown) => void report(error, output)
  const work = async (aoiClient: AoiClient, ending: Ending) => {
    const distributor = await serveSessionBus?.({ aoiClient, output, onError, ending })
    try {
      const daemon = await startDaemon({
        aoiClient,
        socketPath: resolve(input.socketPath ?? join(input.stateDirectory, 'aoi-1.sock')),
        port: input.port,
        onError,
      })
      await announce(daemon, output)
      await aborted(ending.signal)
      await daemon.close()
    } finally {
      await distributor?.close()
    }
  }
  await runAoiClient({ ...input, work }, invocation)
}

async function announce({ socketPath, port }: Daemon, output: Output): Promise<void> {
  const tcp = port === undefined ? '' : ` and 127.0.0.1:${port}`
  await output.print({
    json: { event: 'listening', socket: socketPath, port },
    text: `listening on ${socketPath}${tcp}`,
  })
  await output.note('The README of aoi-client has an example app in Python.')
}

async function report(error: unknown, output: Output): Promise<void> {
  const message = error instanceof Error ? error.message : String(error)
  await output.report({ json: { event: 'error', message }, text: `unexpected: ${message}` })
}
