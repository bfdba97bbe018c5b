import type { Env } from './env.ts'
import { createDoorServer } from './front/protocol-errors.ts'
import { listenMetrics, type MetricsDoor } from './http/metrics/listen-metrics.ts'
import type { Hub } from './hub/hub.ts'
import type { EndedSessions } from './hub/upkeep/ended-sessions.ts'
import type { SweepCounts } from './ops/housekeeping.ts'
import { type Metrics, openMetrics } from './ops/metrics/open-metrics.ts'
import type { Services } from './services.ts'

type Parts = { env: Env; hub: Hub; endedSessions: EndedSessions; sweeps: SweepCounts }

/** Opens the metrics of this node. Nothing is read before the first scrape. */
export function collectMetrics(services: Services, { env, hub, endedSessions, sweeps }: Parts): Metrics {
  const { context, version, bus, sharesDatabase, outbound } = services
  const { store, submissions, pulse, limitWatch, clock, findings, search } = context
  const database = sharesDatabase ? 'postgresql' : 'sqlite'
  return openMetrics({
    ...{ store, submissions, pulse, limitWatch, hub, sweeps, outbound },
    ...{ clock, search, findings: findings.store },
    build: { version, role: env.role, database },
    isRedisWell: env.redisUrls.length === 0 ? undefined : () => bus.isWell,
    dataDirectory: env.dataDirectory,
    readiness: services.readiness,
    isDraining: services.isDraining,
    census: services.census,
    answerLog: services.answerLog,
    findRehearsal: services.findRehearsal,
    unexpectedErrors: services.unexpectedErrors,
    queues: {
      submissions: () => submissions.length,
      outbound: () => outbound.requests,
      cursors: () => hub.cursors.length,
      logReads: () => hub.logReadsWaiting,
      endedSessions: () => endedSessions.length,
    },
  })
}

/** Serves the metrics on `AOI_METRICS_LISTEN`, if it is set. */
export async function serveMetrics(
  { answerLog, onUnexpected }: Services,
  { env, metrics }: { env: Env; metrics: Metrics },
): Promise<MetricsDoor | undefined> {
  const { metricsListen: address, metricsToken: token } = env
  if (address === undefined) return undefined
  // Now, while no session waits: loading the library blocks the event loop for a moment.
  await metrics.prepare()
  return listenMetrics({ server: createDoorServer(), metrics, address, token, answerLog, onUnexpected })
}
