import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerProcess } from '../../server/testing/server-process.ts'

const LOOK_MILLISECONDS = 20
const LOOKS = 500

/** Returns the delay of the server's event loop since the last call, in milliseconds. */
export async function readEventLoopDelay(server: ServerProcess): Promise<{ p99: number; max: number }> {
  const readSoFar = server.output.length
  process.kill(server.run.processId, 'SIGUSR2')
  for (let look = 0; look < LOOKS; look += 1) {
    const printed = /event loop (\{.*\})/.exec(server.output.slice(readSoFar))?.[1]
    if (printed !== undefined) return JSON.parse(printed) as { p99: number; max: number }
    await sleep(LOOK_MILLISECONDS)
  }
  throw new Error('the server did not print the delay of its event loop')
}
