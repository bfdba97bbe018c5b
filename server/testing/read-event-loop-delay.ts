import { vi } from 'vitest'
import type { ServerProcess } from './server-process.ts'

/** Returns the 99th percentile of the server's event loop delay since its start, in milliseconds. */
export async function readEventLoopDelay(server: ServerProcess): Promise<number> {
  const readSoFar = server.output.length
  process.kill(server.run.processId, 'SIGUSR2')
  return vi.waitFor(
    () => {
      const [, p99] = /event loop \{"p99":(\d+)\}/.exec(server.output.slice(readSoFar)) ?? []
      if (p99 === undefined) throw new Error('the server did not tell its event loop delay')
      return Number(p99)
    },
    { timeout: 30_000 },
  )
}
