import { vi } from 'vitest'
import type { ServerProcess } from './server-process.ts'

const PATIENCE_MILLISECONDS = 30_000

export type HeldMemory = { heldMb: number; residentMb: number }

/**
 * What the server holds once its garbage is collected; resident memory alone tells when it was last collected. The
 * server must have been started with `NODE_OPTIONS=--expose-gc`.
 */
export async function readMemory(server: ServerProcess): Promise<HeldMemory> {
  const readSoFar = server.output.length
  process.kill(server.run.processId, 'SIGUSR2')
  const told = await vi.waitFor(
    () => {
      const found = /memory (\{.*\})/.exec(server.output.slice(readSoFar))?.[1]
      if (found === undefined) throw new Error('the server did not tell its memory')
      return JSON.parse(found) as { rss: number; held: number }
    },
    { timeout: PATIENCE_MILLISECONDS },
  )
  return { heldMb: megabytes(told.held), residentMb: megabytes(told.rss) }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_048_576)
}
