import type { ProcessStatus } from '../core/overview/read-overview.ts'
import type { Presence } from '../core/presence.ts'
import type { Census } from './census.ts'
import type { Readiness } from './readiness.ts'

type Parts = {
  startedAt: number
  isDraining: () => boolean
  presence: Presence
  census: Census
  readiness: Readiness
}

/** How this process is, and what it knows of the other nodes, for the overview. */
export async function readProcessStatus(parts: Parts): Promise<ProcessStatus> {
  const { startedAt, isDraining, presence, census, readiness } = parts
  const { reasons } = await readiness.check()
  return {
    ...{ startedAt, draining: isDraining(), notReady: reasons },
    onlineAoiClients: presence.onlineAoiClients,
    nodes: [census.own, ...census.others],
  }
}
