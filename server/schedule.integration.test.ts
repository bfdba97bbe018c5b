import { expect, it } from 'vitest'
import { LIMITS, notificationScheduledResSchema, notificationStatusSchema } from '#protocol'
import { createHook } from './core/hooks/create-hook.ts'
import { type Answered, call } from './testing/api-caller.ts'
import { STAGE_APPLICATION, Stage } from './testing/stage.ts'

const PATH = '/api/v1/notifications'

function post(stage: Stage, elements: object, headers: Record<string, string> = {}): Promise<Answered> {
  const body = { messageType: 'notificationReq', payload: 'wake up', ...elements }
  return call(stage.url, { path: PATH, key: stage.key, body, headers })
}

async function statusOf(stage: Stage, id: string) {
  return notificationStatusSchema.parse(
    (await call(stage.url, { path: `${PATH}/${id}`, key: stage.key })).body,
  )
}

/** A time in the zone of India, with an offset that is no whole hour. */
function inIndia(at: number): string {
  return new Date(at + 5.5 * 3_600_000).toISOString().replace('Z', '+05:30')
}

it('A notification with a time is delivered at that time, and never before', async () => {
  const stage = await Stage.open()
  const { connection, token } = await stage.member()
  const deliverAt = Date.now() + 1500
  const answered = await post(stage, { clientAppToken: token, deliverAt: inIndia(deliverAt), ttl: 60 })
  expect(answered.status).toBe(201)
  const { notificationId: id, ...scheduled } = notificationScheduledResSchema.parse(answered.body)
  expect(scheduled.deliverAt).toBe(new Date(deliverAt).toISOString())
  expect(answered.headers.get('location')).toBe(`${PATH}/${id}`)
  const waiting = await statusOf(stage, id)
  expect(waiting).toMatchObject({ status: 'scheduled', recipients: 0, deliverAt: scheduled.deliverAt })
  expect(waiting.seq).toBeUndefined()
  const deliveries = await call(stage.url, { path: `${PATH}/${id}/deliveries`, key: stage.key })
  expect(deliveries.body).toEqual({ deliveries: [] })
  const received = await connection.first('notification')
  expect(Date.now()).toBeGreaterThanOrEqual(deliverAt)
  expect(received).toMatchObject({ id, seq: 1, payload: 'wake up' })
  const sent = await statusOf(stage, id)
  expect(sent).toMatchObject({ status: 'live', seq: 1, recipients: 1, expiresAt: waiting.expiresAt })
  expect(Date.parse(sent.acceptedAt)).toBeGreaterThanOrEqual(deliverAt)
})

it('A cancelled one is never delivered, and one whose time has passed is sent at once', async () => {
  const stage = await Stage.open()
  const { connection, token } = await stage.member()
  const deliverAt = inIndia(Date.now() + 2000)
  const { notificationId: id } = (await post(stage, { clientAppToken: token, deliverAt })).body
  for (const _time of [1, 2]) {
    const path = `${PATH}/${String(id)}`
    expect((await call(stage.url, { method: 'DELETE', path, key: stage.key })).status).toBe(204)
  }
  expect(await statusOf(stage, String(id))).toMatchObject({ status: 'cancelled', recipients: 0 })
  const second = await post(stage, {
    clientAppToken: token,
    deliverAt: inIndia(Date.now() + 900),
    payload: 2,
  })
  const past = await post(stage, { clientAppToken: token, deliverAt: '2026-01-01T00:00:00Z', payload: 1 })
  expect([second.status, past.status, past.body.seq]).toEqual([201, 201, 1])
  await connection.first('notification', 2)
  expect(connection.payloads()).toEqual([1, 2])
})

it('A repeated request with the same key gets the first answer, before and after its time', async () => {
  const stage = await Stage.open()
  const { connection, token } = await stage.member()
  const send = () =>
    post(stage, { clientAppToken: token, deliverAt }, { 'idempotency-key': 'the birthday of Ada' })
  const deliverAt = new Date(Date.now() + 600).toISOString()
  const first = await send()
  expect((await send()).body).toEqual(first.body)
  await connection.first('notification')
  expect((await send()).body).toEqual(first.body)
  expect(connection.all('notification')).toHaveLength(1)
})

it('A time that cannot be used is refused with the field and the expected value', async () => {
  const stage = await Stage.open()
  const { token } = await stage.member()
  const tooFar = new Date(Date.now() + (LIMITS.scheduleSecondsMax + 60) * 1000).toISOString()
  for (const deliverAt of [
    tooFar,
    '2026-12-24T18:00:00',
    '2026-02-30T00:00:00Z',
    'tomorrow',
    1_795_953_600,
  ]) {
    const refused = await post(stage, { clientAppToken: token, deliverAt })
    expect([refused.status, refused.body.desc]).toEqual([400, expect.stringMatching(/^deliverAt: must be /)])
  }
  const unknown = await post(stage, {
    clientAppToken: `g1${'x'.repeat(43)}`,
    deliverAt: new Date(Date.now() + 60_000).toISOString(),
  })
  expect(unknown.status).toBe(404)
})

it('A sender of ntfy delays its message by a header', async () => {
  const stage = await Stage.open()
  const { connection, token } = await stage.member()
  const { address } = await createHook(stage.server.services.context, {
    ...{ actor: 'test', name: STAGE_APPLICATION, clientAppToken: token, shape: 'ntfy' },
  })
  const before = Date.now()
  const sent = await call(stage.url, {
    path: `/${address}`,
    raw: 'tea is ready',
    headers: { in: '1s', 'content-type': 'text/plain' },
  })
  expect(sent.status).toBe(200)
  expect(Number(sent.body.time) * 1000).toBeGreaterThan(before)
  expect(connection.all('notification')).toHaveLength(0)
  const received = await connection.first('notification')
  expect(Date.now()).toBeGreaterThanOrEqual(before + 1000)
  expect(received).toMatchObject({ id: sent.body.id, payload: { notification: { body: 'tea is ready' } } })
})
