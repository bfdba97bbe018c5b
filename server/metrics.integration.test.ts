import { request } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ADMIN_SOCKET_NAME, LIMITS } from '#protocol'
import { call } from '#server/testing/api-caller.ts'
import { exchange, statusesIn } from '#server/testing/exchange.ts'
import { RawBrowser } from '#server/testing/raw-browser.ts'
import { readSamples } from '#server/testing/read-samples.ts'
import { Stage } from '#server/testing/stage.ts'
import type { TestServer } from '#server/testing/start-test-server.ts'

const TOKEN = 'scrapes-need-this-token'
const SEED = 'a seed that no metric may show'

describe('the metrics', () => {
  it('follow a submission, its commit, its deliveries and its acknowledgements', async () => {
    const stage = await openStage()
    const [one, two] = [await stage.member(SEED), await stage.member(SEED)]
    const before = await scrape(stage.server)
    expect(before.get('aoi_sessions{transport="socketIo"}')).toBe(2)
    const { seq } = await stage.send({ clientAppToken: one.token })
    await one.connection.reach(one.token, seq)
    await two.connection.reach(two.token, seq)
    expect(await changes(before, stage.server)).toMatchObject({
      'aoi_submissions_total{door="json",status="201"}': 1,
      aoi_notifications_accepted_total: 1,
      aoi_commit_seconds_count: 1,
      'aoi_commit_submissions_bucket{le="1"}': 1,
      'aoi_deliveries_total{transport="socketIo"}': 2,
      'aoi_delivery_batches_total{transport="socketIo"}': 2,
    })
    await one.connection.acknowledge([one.token, seq])
    await expect.poll(() => changes(before, stage.server)).toMatchObject({ aoi_first_ack_seconds_count: 1 })
    expect(await changes(before, stage.server)).not.toHaveProperty('aoi_all_acks_seconds_count')
    await two.connection.acknowledge([two.token, seq])
    await expect
      .poll(() => changes(before, stage.server))
      .toMatchObject({
        'aoi_acks_total{transport="socketIo"}': 2,
        aoi_first_ack_seconds_count: 1,
        aoi_all_acks_seconds_count: 1,
      })
  })

  it('count what was read from the log, full windows, gaps and ended sessions', async () => {
    const stage = await openStage()
    const { as, connection, token } = await stage.member(SEED)
    connection.close()
    await connection.ended()
    const cancelled = await stage.send({ clientAppToken: token })
    await stage.cancel(cancelled)
    await stage.sendMany(token, { count: LIMITS.windowNotifications + 1 })
    const before = await scrape(stage.server)
    expect(before.get('aoi_sessions_closed_total{code="client"}')).toBe(1)
    const back = await stage.connect(as)
    await back.reach(token, LIMITS.windowNotifications)
    await back.acknowledge([token, LIMITS.windowNotifications])
    await back.reach(token, LIMITS.windowNotifications + 2)
    await stage.sendMany(token, { count: LIMITS.windowNotifications - 2 })
    await back.reach(token, 2 * LIMITS.windowNotifications)
    expect(await changes(before, stage.server)).toMatchObject({
      'aoi_catch_up_deliveries_total{transport="socketIo"}': LIMITS.windowNotifications + 1,
      'aoi_gaps_total{transport="socketIo"}': 1,
      'aoi_sessions{transport="socketIo"}': 1,
      'aoi_full_windows_total{transport="socketIo"}': 1,
    })
  })

  it('count browsers on the push socket apart', async () => {
    const stage = await openStage()
    const { browser } = await RawBrowser.greet(stage.url)
    const { token, channelID } = await browser.register()
    const before = await scrape(stage.server)
    expect(before.get('aoi_sessions{transport="pushSocket"}')).toBe(1)
    const pushed = await call(stage.url, { path: `/wp/${token}`, raw: 'x', headers: { ttl: '60' } })
    expect(pushed.status).toBe(201)
    const { version } = await browser.next('notification')
    browser.send({ messageType: 'ack', updates: [{ channelID, version, code: 100 }] })
    await expect
      .poll(() => changes(before, stage.server))
      .toMatchObject({
        'aoi_submissions_total{door="webPush",status="201"}': 1,
        'aoi_deliveries_total{transport="pushSocket"}': 1,
        'aoi_acks_total{transport="pushSocket"}': 1,
      })
    await browser.leave()
  })

  it('count refusals by door, code and limit', async () => {
    const stage = await openStage()
    const before = await scrape(stage.server)
    const attempts = await exceedFailedSignIns(stage)
    const push = await call(stage.url, { path: '/wp/unknown', raw: 'x', headers: { ttl: '0' } })
    expect(push.status).toBe(404)
    expect(await changes(before, stage.server)).toMatchObject({
      'aoi_submissions_total{door="json",status="401"}': attempts - 1,
      'aoi_submissions_total{door="json",status="429"}': 1,
      'aoi_submissions_total{door="webPush",status="404"}': 1,
      'aoi_refusals_total{door="http",code="401"}': attempts - 1,
      'aoi_limit_refusals_total{limit="failedSignInsPerAddressPerMinute"}': 1,
    })
  })

  it('describe the state of the node', async () => {
    const stage = await openStage()
    const samples = await scrape(stage.server)
    const { version } = stage.server.services
    expect(samples.get(`aoi_build_info{version="${version}",role="all",database="sqlite"}`)).toBe(1)
    expect(samples.get('aoi_ready')).toBe(1)
    expect(samples.get('aoi_dependency_up{dependency="database"}')).toBe(1)
    expect(samples.has('aoi_dependency_up{dependency="redis"}')).toBe(false)
    expect(samples.get('aoi_disk_free_bytes')).toBeGreaterThan(LIMITS.diskFreeBytesMin)
    expect(samples.get('aoi_queue_length{queue="submissions"}')).toBe(0)
    expect(samples.get('aoi_process_start_time_seconds')).toBeGreaterThan(0)
  })

  it('are the same text on the admin socket and on the address of their own, and end as OpenMetrics does', async () => {
    const stage = await openStage()
    const { status, text } = await scrapeAdminSocket(stage.server)
    expect(status).toBe(200)
    expect(text.endsWith('\n# EOF\n')).toBe(true)
    const here = await scrape(stage.server)
    // A kind of garbage collection has samples from its first run on, which may be between the two scrapes.
    const namesOf = (samples: ReadonlyMap<string, number>) =>
      [...samples.keys()].filter((name) => !name.startsWith('aoi_nodejs_gc_')).sort()
    expect(namesOf(readSamples(text))).toEqual(namesOf(here))
    expect((await fetch(String(stage.server.metricsUrl))).status).toBe(401)
  })

  it('answer bytes that are no request as the other doors do, and so does the admin socket', async () => {
    const { server } = await openStage()
    const doors = [
      Number(new URL(String(server.metricsUrl)).port),
      join(server.dataDirectory, ADMIN_SOCKET_NAME),
    ]
    const statuses: [string, number][] = [
      ['CONNECT example.com:443 HTTP/1.1', 501],
      ['BREW /metrics HTTP/1.1', 501],
      ['GET /metrics HTTP/7.2', 505],
      ['GET /metrics HTTP/1.1\r\nno header', 400],
      ['PROPFIND /metrics HTTP/1.1', 405],
    ]
    for (const door of doors) {
      for (const [line, status] of statuses) {
        const bytes = `${line}\r\nHost: localhost\r\nConnection: close\r\n\r\n`
        expect(statusesIn(await exchange(door, bytes)), line).toEqual([status])
      }
    }
  })

  it('show no token, seed, id, key, secret, address or e-mail', async () => {
    const stage = await openStage()
    const { as, connection, token } = await stage.member(SEED)
    const { notificationId, seq } = await stage.send({ clientAppToken: token, payload: 'a payload' })
    await connection.reach(token, seq)
    await connection.acknowledge([token, seq])
    const email = 'somebody@example.org'
    await call(stage.url, { path: '/api/auth/sign-in', body: { email, password: 'a wrong password' } })
    await call(stage.url, { path: `/wp/${token}`, raw: 'x', headers: { ttl: '0' } })
    await exceedFailedSignIns(stage)
    await call(stage.url, { path: '/api/v1/notifications', key: `${stage.key}x`, body: {} })
    await call(stage.url, {
      path: `/api/v1/notifications/${notificationId}`,
      method: 'DELETE',
      key: stage.key,
    })
    connection.close()
    await connection.ended()
    const { text } = await scrapeAdminSocket(stage.server)
    const { context, census } = stage.server.services
    const secrets = [
      ...[SEED, token, token.slice(2), notificationId, as.aoiClientId, as.aoiClientSecret, stage.key],
      ...[stage.key.split('_')[2] ?? stage.key, email, 'a payload', TOKEN, '127.0.0.1'],
      ...[context.store.serverId, context.store.epoch, census.id, stage.server.dataDirectory],
    ]
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
  })
})

function openStage(): Promise<Stage> {
  return Stage.open({ env: { AOI_METRICS_LISTEN: '127.0.0.1:0', AOI_METRICS_TOKEN: TOKEN } })
}

/** Tries wrong keys until the limit of the address refuses one. Returns the number of attempts. */
async function exceedFailedSignIns(stage: Stage): Promise<number> {
  const attempts = LIMITS.failedSignInsPerAddressPerMinute + 1
  for (let count = 0; count < attempts; count += 1)
    await call(stage.url, { path: '/api/v1/notifications', key: 'aoi_sk_wrong', body: {} })
  return attempts
}

async function scrape({ metricsUrl }: TestServer): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(String(metricsUrl), { headers: { authorization: `Bearer ${TOKEN}` } })
  expect(response.status).toBe(200)
  return readSamples(await response.text())
}

/** Returns the growth of each sample that has changed, and gauges as they are. */
async function changes(
  before: ReadonlyMap<string, number>,
  server: TestServer,
): Promise<Record<string, number>> {
  const after = [...(await scrape(server))]
  return Object.fromEntries(
    after
      .map(
        ([name, value]) =>
          [name, name.startsWith('aoi_sessions{') ? value : value - (before.get(name) ?? 0)] as const,
      )
      .filter(([, value]) => value !== 0),
  )
}

function scrapeAdminSocket({ dataDirectory }: TestServer): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const socketPath = join(dataDirectory, ADMIN_SOCKET_NAME)
    const asked = request({ socketPath, path: '/metrics' }, (response) => {
      response.setEncoding('utf8')
      let text = ''
      response.on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    asked.on('error', reject)
    asked.end()
  })
}
