import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { hasPrometheus, Prometheus } from '#server/testing/prometheus.ts'
import { Stage } from '#server/testing/stage.ts'
import { makeTemporaryDirectory } from '#server/testing/temporary-database.ts'

const RULES = fileURLToPath(new URL('../deploy/prometheus-alerts.yaml', import.meta.url))
const DASHBOARD = new URL('../deploy/grafana-dashboard.json', import.meta.url)
const TOKEN = 'scrapes-need-this-token'
const NOTIFICATIONS = 20

const isInstalled = hasPrometheus()
if (!isInstalled) console.info('test: skips Prometheus: prometheus and promtool are not installed')

/** Series that must raise each alert after half an hour. One value each minute. */
const RAISED: Readonly<Record<string, readonly string[]>> = {
  AoiServerDown: ['up{job="aoi", instance="a"} 0x60'],
  AoiServerNotReady: ['aoi_ready{instance="a"} 0x60', 'aoi_draining{instance="a"} 0x60'],
  AoiDatabaseLost: ['aoi_dependency_up{instance="a", dependency="database"} 0x60'],
  AoiRedisLost: ['aoi_dependency_up{instance="a", dependency="redis"} 0x60'],
  AoiUnexpectedErrors: ['aoi_unexpected_errors_total{instance="a", place="step"} 0x20 1x40'],
  AoiRefusalsHigh: [
    'aoi_submissions_total{instance="a", door="json", status="201"} 0+60x60',
    'aoi_submissions_total{instance="a", door="json", status="429"} 0+20x60',
  ],
  AoiServerErrors: ['aoi_refusals_total{instance="a", door="http", code="500"} 0+12x60'],
  AoiDiskLow: ['aoi_disk_free_bytes{instance="a"} 70x60', 'aoi_disk_watermark_bytes{instance="a"} 10x60'],
  AoiDiskBelowWatermark: [
    'aoi_disk_free_bytes{instance="a"} 9x60',
    'aoi_disk_watermark_bytes{instance="a"} 10x60',
  ],
  AoiEventLoopDelayed: ['aoi_nodejs_eventloop_lag_p99_seconds{instance="a"} 0.3x60'],
  AoiNoAcks: [
    'aoi_deliveries_total{instance="a", transport="socketIo"} 0+60x60',
    'aoi_acks_total{instance="a", transport="socketIo"} 5x60',
  ],
  AoiSweepFailing: [
    'aoi_housekeeping_sweeps_total{instance="a", result="failed"} 0+1x60',
    'aoi_housekeeping_sweeps_total{instance="a", result="done"} 7x60',
  ],
  AoiRehearsalFailed: [
    'aoi_rehearsal_ended_timestamp_seconds{instance="a"} 200x60',
    'aoi_rehearsal_succeeded_timestamp_seconds{instance="a"} 100x60',
  ],
  // The clock of these tests begins at 0.
  AoiRehearsalOld: [
    'aoi_rehearsal_ended_timestamp_seconds{instance="a"} 100x60',
    'aoi_rehearsal_succeeded_timestamp_seconds{instance="a"} -300000x60',
  ],
}

/** Series of a server without any fault. */
const WELL = [
  ...['up{job="aoi", instance="a"} 1x60', 'aoi_ready{instance="a"} 1x60', 'aoi_draining{instance="a"} 0x60'],
  ...['database', 'redis'].map((name) => `aoi_dependency_up{instance="a", dependency="${name}"} 1x60`),
  'aoi_unexpected_errors_total{instance="a", place="step"} 3x60',
  'aoi_submissions_total{instance="a", door="json", status="201"} 0+60x60',
  'aoi_submissions_total{instance="a", door="json", status="404"} 0+10x60',
  'aoi_refusals_total{instance="a", door="http", code="404"} 0+60x60',
  ...['aoi_disk_free_bytes{instance="a"} 90x60', 'aoi_disk_watermark_bytes{instance="a"} 10x60'],
  'aoi_nodejs_eventloop_lag_p99_seconds{instance="a"} 0.02x60',
  'aoi_deliveries_total{instance="a", transport="socketIo"} 0+60x60',
  'aoi_acks_total{instance="a", transport="socketIo"} 0+60x60',
  'aoi_housekeeping_sweeps_total{instance="a", result="failed"} 0+1x60',
  'aoi_housekeeping_sweeps_total{instance="a", result="done"} 0+1x60',
  ...['ended', 'succeeded'].map((end) => `aoi_rehearsal_${end}_timestamp_seconds{instance="a"} 100x60`),
]

it.skipIf(!isInstalled)(
  'each alert is raised by its fault, and none by a server without faults',
  async () => {
    const names = [...readFileSync(RULES, 'utf8').matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name)
    expect(names.sort()).toEqual(Object.keys(RAISED).sort())
    const directory = await makeTemporaryDirectory()
    onTestFinished(directory.remove)
    const path = join(directory.path, 'test.yaml')
    await writeFile(path, JSON.stringify(testsOf(names)))
    for (const [action, file] of [
      ['check', RULES],
      ['test', path],
    ] as const) {
      const { status, stdout, stderr } = spawnSync('promtool', [action, 'rules', file], { encoding: 'utf8' })
      expect({ status, stdout, stderr }).toMatchObject({ status: 0 })
    }
  },
)

it.skipIf(!isInstalled)(
  'a Prometheus scrapes a loaded server, and evaluates every alert and panel',
  async () => {
    const stage = await Stage.open({ env: { AOI_METRICS_LISTEN: '127.0.0.1:0', AOI_METRICS_TOKEN: TOKEN } })
    const { host } = new URL(String(stage.server.metricsUrl))
    const prometheus = await Prometheus.start({ target: host, token: TOKEN, rules: RULES })
    onTestFinished(() => prometheus.stop())
    const members = [await stage.member(), await stage.member()]
    const [{ token }] = members as [(typeof members)[number]]
    await stage.sendMany(token, { count: NOTIFICATIONS })
    for (const { connection } of members) {
      await connection.reach(token, NOTIFICATIONS)
      await connection.acknowledge([token, NOTIFICATIONS])
    }
    const readValue = async (expression: string) => (await prometheus.query(expression))[0]?.value[1]
    await expect.poll(() => readValue('up')).toBe('1')
    await expect.poll(() => readValue('sum(aoi_acks_total)')).toBe(String(2 * NOTIFICATIONS))
    expect(await readValue('aoi_deliveries_total{transport="socketIo"}')).toBe(String(2 * NOTIFICATIONS))
    expect(await readValue('aoi_submissions_total{door="json", status="201"}')).toBe(String(NOTIFICATIONS))
    expect(await readValue('aoi_commit_seconds_count')).toBe(String(NOTIFICATIONS))
    await expect.poll(() => readValue('aoi_all_acks_seconds_bucket{le="+Inf"}')).toBe(String(NOTIFICATIONS))
    for (const expression of panelExpressions()) await prometheus.query(expression)
    await expect
      .poll(async () => (await prometheus.listRules()).map(({ health, state }) => `${health} ${state}`))
      .toEqual(Object.keys(RAISED).map(() => 'ok inactive'))
  },
)

/** The tests of `promtool test rules`. */
function testsOf(names: readonly string[]): object {
  const seriesOf = (lines: readonly string[]) =>
    lines.map((line) => {
      const [, series, values] = /^(.*\}) (.*)$/.exec(line) ?? []
      return { series, values }
    })
  const raised = names.map((name) => ({
    interval: '1m',
    input_series: seriesOf(RAISED[name] ?? []),
    promql_expr_test: [
      {
        expr: `count(ALERTS{alertname="${name}", alertstate="firing"})`,
        eval_time: '30m',
        exp_samples: [{ value: 1 }],
      },
    ],
  }))
  const well = {
    interval: '1m',
    input_series: seriesOf(WELL),
    promql_expr_test: ['10m', '30m', '59m'].map((at) => ({ expr: 'ALERTS', eval_time: at, exp_samples: [] })),
  }
  return { rule_files: [RULES], evaluation_interval: '1m', tests: [...raised, well] }
}

/** The expressions of the dashboard, with Grafana's variables replaced. */
function panelExpressions(): string[] {
  const { panels } = JSON.parse(readFileSync(DASHBOARD, 'utf8')) as {
    panels: { targets?: { expr: string }[] }[]
  }
  const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
  return expressions.map((expr) => expr.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.*'))
}
