import { TimeHistogram } from '../protocol/time-histogram.ts'
import type { RollupSeconds } from '../server/core/statistics/rollups.ts'
import { openStore } from '../server/db/open-store.ts'
import { systemClock } from '../server/ops/system-clock.ts'
import type { TestServer } from './test-server.ts'

const KEPT = [
  [3600, 21 * 24],
  [86_400, 60],
] as const satisfies [seconds: RollupSeconds, periods: number][]

/**
 * Gives the server statistics of three weeks, with one delivery of four missing: the clock of a real server cannot be
 * moved. The server restarts.
 */
export async function seedStatistics(server: TestServer, applicationName: string): Promise<void> {
  await server.stop()
  const store = await openStore({ dataDirectory: server.dataDirectory, clock: systemClock })
  const times = new TimeHistogram()
  times.add(100)
  for (const [seconds, periods] of KEPT) {
    const now = Date.now()
    const end = now - (now % (seconds * 1000))
    const hours = seconds / 3600
    const rollups = Array.from({ length: periods }, (_, place) => {
      const counts = { accepted: hours, recipients: 4 * hours, acked: 3 * hours, expired: hours }
      const others = { onlineSeconds: 0, refused: 0, backlog: 0, requests: hours, bytes: 10 * hours }
      const period = { seconds, startedAt: end - (place + 1) * seconds * 1000, ...counts, ...others, times }
      const of = { unit: 'application', key: applicationName } as const
      return [{ ...period, unit: 'all', key: '' } as const, { ...period, ...of }]
    }).flat()
    await store.rollups.writeRollups({ writer: 'seed', rollups })
  }
  await store.close()
  await server.restart()
}
