import { hostname } from 'node:os'
import type { ProcessStatus } from '../core/overview/read-overview.ts'
import type { Presence } from '../core/presence.ts'
import type { Readiness } from './readiness.ts'

type Parts = {
  startedAt: number
  isDraining: () => boolean
  presence: Presence
  readiness: Readiness
}

/** How this process is, for the overview. */
export async function readProcessStatus(parts: Parts): Promise<ProcessStatus> {
  const { startedAt, isDraining, presence, readiness } = parts
  const { reasons } = await readiness.check()
  return {
    ...{ startedAt, draining: isDraining(), notReady: reasons },
    nodeName: `${hostname()}:${process.pid}`,
    onlineAoiClients: presence.onlineAoiClients,
    memoryBytes: process.memoryUsage.rss(),
  }
}
