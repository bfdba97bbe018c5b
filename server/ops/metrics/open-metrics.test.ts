import { describe, expect, test } from 'vitest'
import { emptyMetricSources } from '#server/testing/metric-sources.ts'
import { readSamples } from '#server/testing/read-samples.ts'
import type { MetricSources } from './metric-sources.ts'
import { openMetrics } from './open-metrics.ts'

describe('the metrics', () => {
  test('show that the database and Redis are lost, and that the server is not ready', async () => {
    const { read } = openMetrics({
      ...emptyMetricSources(),
      store: { outage: 'no database answers at its address' },
      isRedisWell: () => false,
      readiness: { check: async () => ({ ready: false, reasons: ['no database answers at its address'] }) },
      isDraining: () => true,
    })
    expect(Object.fromEntries(readSamples(await read()))).toMatchObject({
      'aoi_dependency_up{dependency="database"}': 0,
      'aoi_dependency_up{dependency="redis"}': 0,
      aoi_ready: 0,
      aoi_draining: 1,
    })
  })

  test('show the present values at each scrape, and forget labels that are gone', async () => {
    const sources = emptyMetricSources()
    const queues: Record<string, () => number> = { submissions: () => 1, cursors: () => 2 }
    const { read } = openMetrics({ ...sources, queues })
    sources.submissions.answers.add('json 201', 5)
    sources.pulse.commitSeconds.add(0.003)
    const first = readSamples(await read())
    expect(first.get('aoi_submissions_total{door="json",status="201"}')).toBe(5)
    expect(first.get('aoi_commit_seconds_bucket{le="0.0025"}')).toBe(0)
    expect(first.get('aoi_commit_seconds_bucket{le="0.005"}')).toBe(1)
    expect(first.get('aoi_commit_seconds_bucket{le="+Inf"}')).toBe(1)
    expect(first.get('aoi_commit_seconds_sum')).toBe(0.003)
    sources.submissions.answers.add('json 201')
    delete queues.cursors
    const second = readSamples(await read())
    expect(second.get('aoi_submissions_total{door="json",status="201"}')).toBe(6)
    expect(second.has('aoi_queue_length{queue="cursors"}')).toBe(false)
  })

  test('are read once for all scrapes at the same time, and go on after one that failed', async () => {
    let checks = 0
    const readiness: MetricSources['readiness'] = {
      check: async () => {
        checks += 1
        if (checks === 1) throw new Error('the check failed')
        return { ready: true, reasons: [] }
      },
    }
    const { read } = openMetrics({ ...emptyMetricSources(), readiness })
    await expect(read()).rejects.toThrow('the check failed')
    await Promise.all([read(), read(), read()])
    expect(checks).toBe(2)
  })
})
