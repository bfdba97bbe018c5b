import { afterAll, beforeAll, expect, it } from 'vitest'
import { AoiConnection } from '../../server/testing/aoi-connection.ts'
import { registerApp, registerClient } from '../../server/testing/api-caller.ts'
import { startTestServer, type TestServer } from '../../server/testing/start-test-server.ts'
import { createServerApplication } from './create-server-application.ts'
import { SendError } from './send-error.ts'

let server: TestServer
let member: AoiConnection
let token: string
let apiKey: string
beforeAll(async () => {
  server = await startTestServer()
  apiKey = await server.createKey('com.example.chat')
  const as = await registerClient(server.url)
  token = await registerApp(server.url, { as })
  member = await AoiConnection.open(server.url, as)
}, 60_000)
afterAll(async () => {
  member.close()
  await server.stop()
})

const open = () => createServerApplication({ serverUrl: server.url, apiKey })

it('a Server Application sends a notification and waits for its ack', async () => {
  const sending = open().send(token, { text: 'hello' }, { ttl: 60, until: 'all', wait: 30 })
  const { seq } = await member.first('notification')
  await member.acknowledge([token, seq])
  expect(await sending).toMatchObject({ seq, recipients: 1, status: { acked: 1, pending: 0 } })
  expect(member.payloads()).toEqual([{ text: 'hello' }])
})

it('a Server Application learns after the wait that nobody acknowledged, and may wait again', async () => {
  const sent = await open().send(token, 'hello', { wait: 1, topic: 'again', urgency: 'high' })
  expect(sent.status).toMatchObject({ acked: 0, pending: 1 })
  const waiting = open().awaitAcks(sent.notificationId, { wait: 60 })
  await member.acknowledge([token, sent.seq])
  expect(await waiting).toMatchObject({ acked: 1 })
})

it('a Server Application waits for nothing without `wait`, and sends at most once with its key', async () => {
  const options = { idempotencyKey: 'only once' }
  const sent = await open().send(token, 1, options)
  expect(sent).toEqual(await open().send(token, 1, options))
  expect(sent).not.toHaveProperty('status')
})

it('a Server Application schedules a notification, and cancels it', async () => {
  const before = member.all('notification').length
  const at = new Date(Date.now() + 900)
  const { notificationId } = await open().schedule(token, 'tea is ready', { at, ttl: 60 })
  const later = { at: new Date(Date.now() + 3_600_000), idempotencyKey: 'a call in an hour' }
  const call = await open().schedule(token, 'call Ada', later)
  expect(await open().schedule(token, 'call Ada', later)).toEqual(call)
  expect(await open().cancel(call.notificationId)).toMatchObject({ status: 'cancelled', acked: 0 })
  const received = await member.first('notification', before + 1)
  expect(received).toMatchObject({ id: notificationId, payload: 'tea is ready' })
  expect(Date.now()).toBeGreaterThanOrEqual(at.getTime())
})

it('a Server Application learns whom a cancel reached too late', async () => {
  const sent = await open().send(token, 'the meeting is in room 4')
  expect(await open().cancel(sent.notificationId)).toMatchObject({
    status: 'cancelled',
    acked: 0,
    pending: 0,
  })
  const acked = await open().send(token, 'the meeting is in room 5')
  await member.reach(token, acked.seq)
  await member.acknowledge([token, acked.seq])
  await open().awaitAcks(acked.notificationId, { wait: 30 })
  const effect = await open().cancel(acked.notificationId)
  expect(effect).toMatchObject({ acked: 1, expiredBy: { cancelled: 0 } })
  const unknown = open().cancel('0197a5b2-0000-7000-8000-000000000001')
  await expect(unknown).rejects.toMatchObject({ kind: 'refused', code: '404' })
})

it('a refusal carries the code of the server and its sentence', async () => {
  const refused = open().send(token, undefined)
  await expect(refused).rejects.toThrow(SendError)
  await expect(refused).rejects.toMatchObject({ kind: 'refused', code: '400' })
  await expect(open().send(token, 1, { wait: 0 })).rejects.toThrow('wait: must be a whole number from 1')
  const unknown = open().awaitAcks('0197a5b2-0000-7000-8000-000000000001', { wait: 5 })
  await expect(unknown).rejects.toMatchObject({ kind: 'refused', code: '404' })
})
