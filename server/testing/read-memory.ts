import { vi } from 'vitest'
import type { ServerProcess } from './server-process.ts'

const PATIENCE_MILLISECONDS = 30_000

export type HeldMemory = { heldMb: number; residentMb: number }

/**
 * Returns the server's memory after a garbage collection. Resident memory alone would depend on the last collection.
 * The server must run with `NODE_OPTIONS=--expose-gc`.
 */
export async function readMemory(server: ServerProcess): Promise<HeldMemory> {
  const readSoFar = server.output.length
  process.kill(server.run.processId, 'SIGUSR2')
  const reported = await vi.waitFor(
    () => {
      const found = /memory (\{.*\})/.exec(server.output.slice(readSoFar))?.[1]
      if (found === undefined) throw new Error('the server did not report its memory')
      return JSON.parse(found) as { rss: number; held: number }
    },
    { timeout: PATIENCE_MILLISECONDS },
  )
  return { heldMb: megabytes(reported.held), residentMb: megabytes(reported.rss) }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_048_576)
}
