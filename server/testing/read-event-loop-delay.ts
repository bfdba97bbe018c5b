import { vi } from 'vitest'
import type { ServerProcess } from './server-process.ts'

/** The 99th percentile of the time for which the server held its event loop, in milliseconds, since it began. */
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
