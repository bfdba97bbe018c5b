import type { RehearsalResult } from '#protocol/rehearsal.ts'
import type { ProcessStatus } from '../core/overview/read-overview.ts'
import type { Presence } from '../core/presence.ts'
import type { Census } from './census.ts'
import type { Readiness } from './readiness.ts'
import type { UnexpectedErrors } from './unexpected-errors.ts'
import type { Warnings } from './warnings.ts'

type Parts = {
  startedAt: number
  isDraining: () => boolean
  presence: Presence
  census: Census
  readiness: Readiness
  warnings: Warnings
  unexpectedErrors: UnexpectedErrors
  findRehearsal: () => Promise<RehearsalResult | undefined>
}

/** Returns the state of this process and its view of the other nodes, for the overview. */
export async function readProcessStatus(parts: Parts): Promise<ProcessStatus> {
  const { startedAt, isDraining, presence, census, readiness } = parts
  const { lastMinute, lastPlace } = parts.unexpectedErrors.counts
  const [{ reasons }, rehearsal] = await Promise.all([readiness.check(), parts.findRehearsal()])
  return {
    ...{ startedAt, draining: isDraining(), notReady: reasons },
    warnings: [
      ...(lastMinute === 0
        ? []
        : [{ code: 'unexpectedErrors' as const, detail: `${lastMinute}: ${lastPlace}` }]),
      ...parts.warnings.list(),
    ],
    rehearsal,
    onlineAoiClients: presence.onlineAoiClients,
    nodes: [census.own, ...census.others],
  }
}
