import type { RehearsalResult } from '#protocol/rehearsal.ts'
import type { ProcessStatus } from '../core/overview/read-overview.ts'
import type { Presence } from '../core/presence.ts'
import type { Census } from './census.ts'

type Parts = {
  startedAt: number
  isDraining: () => boolean
  presence: Presence
  census: Census
  findRehearsal: () => Promise<RehearsalResult | undefined>
}

/** Returns the state of this process and its view of the other nodes, for the overview. */
export async function readProcessStatus(parts: Parts): Promise<ProcessStatus> {
  const { startedAt, isDraining, presence, census, findRehearsal } = parts
  return {
    ...{ startedAt, draining: isDraining() },
    rehearsal: await findRehearsal(),
    onlineAoiClients: presence.onlineAoiClients,
    nodes: [census.own, ...census.others],
  }
}
