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

export type ServeInput = ClientInput & { socketPath: string | undefined; port: number | undefined }

/** Serves apps until told to stop. Rejects with `CommandFailure`. */
export async function serveApps(input: ServeInput, invocation: Invocation): Promise<void> {
  const { output } = invocation
  const work = async (aoiClient: AoiClient, ending: Ending) => {
    const daemon = await startDaemon({
      aoiClient,
      socketPath: resolve(input.socketPath ?? join(input.stateDirectory, 'aoi-1.sock')),
      port: input.port,
      onError: (error) => void report(error, output),
    })
    await announce(daemon, output)
    await aborted(ending.signal)
    await daemon.close()
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
