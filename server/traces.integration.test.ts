import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createHook } from '#server/core/hooks/create-hook.ts'
import { createAoiClient } from '../client/create-aoi-client.ts'
import { memoryStorage } from '../client/storage/memory-storage.ts'
import { AoiConnection } from './testing/aoi-connection.ts'
import { call, registerApp, registerClient } from './testing/api-caller.ts'
import { type CollectedSpan, Collector } from './testing/collector.ts'
import { ServerProcess } from './testing/server-process.ts'
import { Stage } from './testing/stage.ts'
import { makeTemporaryDirectory } from './testing/temporary-database.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const SENDER = '00f067aa0ba902b7'
const TRACEPARENT = `00-${TRACE}-${SENDER}-01`
const UNSAMPLED = `00-${TRACE}-${SENDER}-00`
const SEED = 'a secret of more than 16 bytes'

let collector: Collector
beforeEach(async () => {
  collector = await Collector.start()
})
afterEach(() => collector.stop())

const openStage = (env: Record<string, string> = {}) =>
  Stage.open({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...env } })

type Sending = { clientAppToken: string; payload?: unknown; traceparent?: string }

async function send(stage: Stage, { traceparent, payload = 'hello', clientAppToken }: Sending) {
  const { status, body } = await call(stage.url, {
    ...{ path: '/api/v1/notifications', key: stage.key },
    body: { messageType: 'notificationReq', clientAppToken, payload },
    ...(traceparent === undefined ? {} : { headers: { traceparent } }),
  })
  expect(status).toBe(201)
  return { id: String(body.notificationId), seq: Number(body.seq) }
}

/** Ends the server, which exports the spans that wait. */
const settle = (stage: Stage) => stage.server.services.context.tracing.close()

function only(name: string): CollectedSpan {
  const [span, ...others] = collector.named(name)
  if (span === undefined || others.length > 0) throw new Error(`not one span ${name}: ${collector.text}`)
  return span
}

describe('a trace', () => {
  it('leads from the sender over submission and commit to the handler, and fan-out and ack link to it', async () => {
    const stage = await openStage()
    const client = createAoiClient({ serverUrl: stage.server.url, storage: memoryStorage({ records: [] }) })
    onTestFinished(() => client.close())
    const registration = await client.register({ applicationName: 'com.example.chat', tokenSeed: SEED })
    const handled = new Promise<string | undefined>((resolve) =>
      registration.onNotification(({ traceparent }) => resolve(traceparent)),
    )
    const clientAppToken = registration.token
    const { id } = await send(stage, { clientAppToken, traceparent: TRACEPARENT })
    const traceparent = await handled
    await expect.poll(() => statusOf(stage, id)).toContain('"acked":1')
    await settle(stage)

    const submission = only('POST /api/v1/notifications')
    expect(submission).toMatchObject({ traceId: TRACE, parentSpanId: SENDER, kind: 2 })
    expect(submission.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/api/v1/notifications',
      'http.response.status_code': 201,
      'messaging.system': 'aoi',
      'messaging.operation.type': 'send',
      'messaging.operation.name': 'submit',
      'messaging.message.id': id,
    })
    expect(traceparent).toBe(`00-${TRACE}-${submission.spanId}-01`)
    expect(only('commit')).toMatchObject({
      ...{ traceId: TRACE, parentSpanId: submission.spanId },
      attributes: { 'aoi.commit.submissions': 1 },
    })
    const link = { traceId: TRACE, spanId: submission.spanId }
    for (const [name, type] of [
      ['deliver', 'send'],
      ['ack', 'settle'],
    ] as const) {
      const span = only(name)
      expect(span.traceId).not.toBe(TRACE)
      expect(span.parentSpanId ?? '').toBe('')
      expect(span.links).toMatchObject([link])
      expect(span.attributes).toMatchObject({
        ...{ 'messaging.operation.type': type, 'messaging.message.id': id, 'messaging.system': 'aoi' },
      })
    }
    expect(only('deliver').attributes).toMatchObject({ 'aoi.fan_out.members': 1 })
    expect(collector.resource).toMatchObject({ 'service.name': 'aoi-server' })
    for (const secret of [clientAppToken, SEED, stage.key, 'com.example.chat', 'hello', 'ac_'])
      expect(collector.text).not.toContain(secret)
  })

  it('waits with the notification for a member that is away', async () => {
    const stage = await openStage()
    const as = await stage.newAoiClient()
    const clientAppToken = await registerApp(stage.url, { as, tokenSeed: SEED })
    await send(stage, { clientAppToken, traceparent: TRACEPARENT })
    const pushed = await call(stage.url, {
      ...{ path: `/wp/${clientAppToken}`, raw: 'x', headers: { ttl: '60', traceparent: TRACEPARENT } },
    })
    const connection = await AoiConnection.open(stage.homeOf(as).url, as)
    onTestFinished(() => connection.close())
    await expect.poll(() => connection.all('notification').length).toBeGreaterThan(0)
    await settle(stage)
    const submission = only('POST /api/v1/notifications')
    expect(connection.all('notification')[0]).toMatchObject({
      traceparent: `00-${TRACE}-${submission.spanId}-01`,
    })
    expect(only('POST /wp/:clientAppToken').attributes).toMatchObject({
      'http.response.status_code': pushed.status,
    })
    expect(collector.named('deliver')).toEqual([])
  })

  it('is recorded as the sender and the sampler decide, and passed on in any case', async () => {
    const stage = await openStage({
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0',
    })
    const { token, connection } = await stage.member(SEED)
    const carried = async (traceparent?: string) => {
      const { seq } = await send(stage, { clientAppToken: token, ...(traceparent && { traceparent }) })
      await connection.reach(token, seq)
      return connection.all('notification').at(-1)?.traceparent
    }
    expect(await carried()).toBeUndefined()
    expect(await carried('no traceparent')).toBeUndefined()
    expect(await carried(UNSAMPLED)).toBe(UNSAMPLED)
    expect(await carried(TRACEPARENT)).not.toBe(TRACEPARENT)
    await settle(stage)
    expect(collector.named('POST /api/v1/notifications')).toHaveLength(1)
    expect(collector.named('deliver')).toHaveLength(1)
  })

  it('of a request to many tokens counts its notifications, and each token has its fan-out', async () => {
    const stage = await openStage()
    const members = await Promise.all([stage.member(SEED), stage.member(`${SEED} 2`)])
    const clientAppTokens = members.map(({ token }) => token)
    const body = { messageType: 'notificationReq', clientAppTokens, payload: 'hello' }
    const asked = {
      path: '/api/v1/notifications',
      key: stage.key,
      body,
      headers: { traceparent: TRACEPARENT },
    }
    expect((await call(stage.url, asked)).status).toBe(201)
    await Promise.all(members.map(({ connection, token }) => connection.reach(token, 1)))
    await settle(stage)
    expect(only('POST /api/v1/notifications').attributes).toMatchObject({
      'messaging.batch.message_count': 2,
    })
    expect(collector.named('deliver')).toHaveLength(2)
  })
})

describe('a hook', () => {
  it('continues the trace of its sender, and its address is in no span', async () => {
    const stage = await openStage()
    const { token, connection } = await stage.member(SEED)
    const { address } = await createHook(stage.server.services.context, {
      ...{ actor: 'test', name: 'backups', clientAppToken: token, shape: 'plain' },
    })
    const sent = await call(stage.url, {
      ...{ path: `/in/${address}`, raw: 'done', headers: { traceparent: TRACEPARENT } },
    })
    expect(sent.status).toBe(200)
    await connection.reach(token, 1)
    await settle(stage)
    const submission = only('POST /in/:address')
    expect(submission).toMatchObject({ traceId: TRACE, parentSpanId: SENDER })
    expect(connection.all('notification')[0]?.traceparent).toContain(submission.spanId)
    expect(collector.text).not.toContain(address)
  })
})

async function statusOf(stage: Stage, id: string): Promise<string> {
  return (await call(stage.url, { path: `/api/v1/notifications/${id}`, key: stage.key })).text
}

describe('a collector', () => {
  it('that takes everything and answers nothing delays neither a delivery nor the end of the server', async () => {
    collector.mode = 'hangs'
    const stage = await openStage()
    const { token, connection } = await stage.member(SEED)
    for (let sent = 0; sent < 10; sent += 1) await send(stage, { clientAppToken: token })
    await connection.reach(token, 10)
    await settle(stage)
    expect(collector.exports).toBe(1)
  })

  it('that refuses traces costs one line of the log', async () => {
    collector.mode = 'refuses'
    const server = await startProbed({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
    const as = await registerClient(server.url)
    const clientAppToken = await registerApp(server.url, { as, tokenSeed: SEED })
    const connection = await AoiConnection.open(server.url, as)
    onTestFinished(() => connection.close())
    const key = await server.createKey('com.example.chat')
    const body = { messageType: 'notificationReq', clientAppToken, payload: 'hello' }
    await call(server.url, { path: '/api/v1/notifications', key, body })
    await connection.reach(clientAppToken, 1)
    expect(await server.run.end('SIGTERM')).toEqual({ code: 0, signal: null })
    expect(collector.exports).toBeGreaterThan(0)
    const lines = server.errors.trim().split('\n')
    const events = lines.map((line) => (JSON.parse(line) as { event: string }).event)
    expect(events.filter((event) => event === 'tracesLost')).toHaveLength(1)
    expect(events).not.toContain('unexpectedError')
    expect(countLoaded(server)).toBeGreaterThan(0)
  })

  it('that nobody names loads no library', async () => {
    const server = await startProbed({})
    await server.run.end('SIGTERM')
    expect(countLoaded(server)).toBe(0)
  })
})

async function startProbed(env: Record<string, string>): Promise<ServerProcess> {
  const directory = await makeTemporaryDirectory()
  onTestFinished(() => directory.remove())
  const probe = join(directory.path, 'probe.cjs')
  await writeFile(probe, PROBE)
  const server = await ServerProcess.start({ env, nodeArguments: ['--require', probe] })
  onTestFinished(() => server.remove())
  return server
}

/** Returns the number of modules of OpenTelemetry that the process had loaded at its end. */
function countLoaded({ output }: ServerProcess): number {
  const [, count] = /loaded (\d+) modules of traces/.exec(output) ?? []
  if (count === undefined) throw new Error(`the probe did not print: ${output}`)
  return Number(count)
}

/** Prints at exit how many modules of OpenTelemetry were loaded, beside its API, which other libraries use. */
const PROBE = `process.on('exit', () => {
  const loaded = Object.keys(require.cache).filter((path) => /@opentelemetry.(sdk|exporter|otlp|resources|core)/.test(path))
  console.log('loaded ' + loaded.length + ' modules of traces')
})`
