import { expect, test } from 'vitest'
import { HOOK_SETTINGS, hookRequest, readMessage, readRefusal } from '#server/testing/hook-requests.ts'
import { cloudevents } from './cloudevents.ts'

const STRUCTURED = { 'content-type': 'application/cloudevents+json; charset=UTF-8' }
const EVENT = {
  specversion: '1.0',
  type: 'com.github.pull_request.opened',
  source: 'https://github.com/cloudevents/spec/pull',
  subject: '123',
  id: 'A234-1234-1234',
  time: '2018-04-05T17:31:00Z',
  comexampleextension1: 'value',
  datacontenttype: 'text/xml',
  data: '<much wow="xml"/>',
}
const BINARY = { 'ce-specversion': '1.0', 'ce-type': 'com.example.job', 'ce-source': '/jobs', 'ce-id': '7' }

test('a structured event is a notification: its type, its data, its subject as topic', () => {
  expect(readMessage(cloudevents, { body: EVENT, headers: STRUCTURED })).toEqual({
    display: {
      title: EVENT.type,
      body: '<much wow="xml"/>',
      navigate: EVENT.source,
      tag: '123',
      timestamp: Date.UTC(2018, 3, 5, 17, 31),
      data: { id: EVENT.id, source: EVENT.source, type: EVENT.type },
    },
    topic: '123',
    idempotencyKey: expect.stringMatching(/^[\w-]{43}$/),
  })
})

test('a binary event has its attributes in headers and its data in the body', () => {
  const message = readMessage(cloudevents, {
    body: { job: 7, state: 'done' },
    headers: {
      ...BINARY,
      'ce-subject': 'Euro%20%E2%82%AC%20%F0%9F%98%80',
      'ce-traceparent': '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      'content-type': 'application/json; charset=utf-8',
    },
  })
  expect(message).toMatchObject({
    display: {
      title: 'com.example.job',
      body: '{"job":7,"state":"done"}',
      data: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
    },
    topic: expect.stringMatching(/^[\w-]{32}$/),
  })
})

test('an attribute may be quoted, with escapes', () => {
  const headers = { ...BINARY, 'ce-type': '"a \\"job\\" 100%"', 'content-type': 'text/plain' }
  expect(readMessage(cloudevents, { body: 'done', headers }).display.title).toBe('a "job" 100%')
})

test('title and text of the data are shown where it has them', () => {
  const data = { title: 'Job 7', message: 'It is done' }
  const { display } = readMessage(cloudevents, { body: { ...EVENT, data }, headers: STRUCTURED })
  expect(display).toMatchObject({ title: 'Job 7', body: 'It is done' })
})

test('source and id make the idempotency key', () => {
  const key = (rest: object) =>
    readMessage(cloudevents, { body: { ...EVENT, ...rest }, headers: STRUCTURED }).idempotencyKey
  expect(key({})).toBe(key({ data: 'other' }))
  expect(key({})).not.toBe(key({ id: 'B' }))
  expect(key({ source: 'a', id: 'bc' })).not.toBe(key({ source: 'ab', id: 'c' }))
})

test('the expiry time is the TTL, and an expired event makes no notification', () => {
  const read = (expirytime: string) =>
    cloudevents.read(hookRequest({ body: { ...EVENT, expirytime }, headers: STRUCTURED }), HOOK_SETTINGS)
  expect(read('2026-11-29T12:10:00Z')).toMatchObject({ message: { ttlSeconds: 600 } })
  expect(read('2027-11-29T12:10:00Z')).toMatchObject({ message: { ttlSeconds: 2_419_200 } })
  expect(read('2026-11-29T11:59:59Z')).toMatchObject({ kind: 'nothing' })
})

test('data in base64 is text', () => {
  const { data: _, ...event } = EVENT
  const body = { ...event, data_base64: Buffer.from('Größe').toString('base64') }
  expect(readMessage(cloudevents, { body, headers: STRUCTURED }).display.body).toBe('Größe')
})

test.each([
  ['a batch', { body: [EVENT], headers: { 'content-type': 'application/cloudevents-batch+json' } }, 415],
  ['the Avro format', { body: 'x', headers: { 'content-type': 'application/cloudevents+avro' } }, 415],
  ['an event without an id', { body: { ...EVENT, id: undefined }, headers: STRUCTURED }, 400],
  ['a binary event without a type', { body: '', headers: { ...BINARY, 'ce-type': '' } }, 400],
  ['an event of an earlier version', { body: { ...EVENT, specversion: '0.3' }, headers: STRUCTURED }, 400],
  ['an expiry time of words', { body: { ...EVENT, expirytime: 'soon' }, headers: STRUCTURED }, 400],
  ['data that is no text', { body: { ...EVENT, data: null, data_base64: '/w==' }, headers: STRUCTURED }, 400],
  ['an overlong encoding', { body: 'x', headers: { ...BINARY, 'ce-subject': '%C0%A0' } }, 400],
  ['a body that is no event', { body: { a: 1 } }, 400],
  ['data of 5 KiB', { body: { ...EVENT, data: 'x'.repeat(5120) }, headers: STRUCTURED }, 413],
])('%s is refused', (_, input, status) => {
  const error = readRefusal(cloudevents, input)
  expect(cloudevents.refused(error)).toMatchObject({
    status,
    body: { code: String(status), desc: error.message },
  })
})
