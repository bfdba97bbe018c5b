import fc from 'fast-check'
import { expect, it } from 'vitest'
import { daemonMessageSchema } from '../../protocol/daemon.ts'
import { parseRequest } from './parse-request.ts'

function parse(json: unknown) {
  return parseRequest(Buffer.from(JSON.stringify(json)))
}

it('reads a registration with every element', () => {
  const request = {
    messageType: 'clientAppRegistrationReq',
    ApplicationName: 'com.example.news',
    tokenSeed: 'a seed of 16 bytes',
    tokenScope: '',
    split: false,
    instance: 'one',
    requestId: 7,
  }
  expect(parse(request)).toEqual({ kind: 'request', request })
})

it('refuses with the answer type and the request id, and names the element and no value', () => {
  const refused = parse({
    messageType: 'clientAppRegistrationReq',
    tokenSeed: 'my secret seed',
    requestId: 'r1',
  })
  expect(refused).toMatchObject({
    kind: 'refused',
    answer: { messageType: 'clientAppRegistrationRes', code: '400', requestId: 'r1' },
  })
  expect(JSON.stringify(refused)).toContain('ApplicationName')
  expect(JSON.stringify(refused)).not.toContain('my secret seed')
  expect(parse({ messageType: 'clientAppDeregistrationReq', clientAppToken: 'x' })).toMatchObject({
    answer: { messageType: 'clientAppDeregistrationRes', code: '400' },
  })
})

it('refuses an unknown message type as an error', () => {
  for (const messageType of [undefined, 7, 'toString', 'notificationReq', '__proto__']) {
    expect(parse({ messageType, requestId: 1 })).toMatchObject({
      kind: 'refused',
      answer: { messageType: 'error', code: '400', requestId: 1 },
    })
  }
})

it('names an unknown element', () => {
  const refused = parse({ messageType: 'clientAppRegistrationReq', ApplicationName: 'a', deregMeOnly: true })
  expect(JSON.stringify(refused)).toContain('deregMeOnly')
})

it('classifies every line that is not a JSON object in UTF-8 as foreign', () => {
  for (const line of ['', 'null', '[]', '7', '{', 'POST / HTTP/1.1\r', '\u0000']) {
    expect(parseRequest(Buffer.from(line))).toMatchObject({ kind: 'foreign' })
  }
  expect(parseRequest(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({ kind: 'foreign' })
  expect(parseRequest(Buffer.from('['.repeat(60_000)))).toMatchObject({ kind: 'foreign' })
})

it('answers any bytes with a valid message', () => {
  const element = fc.constantFrom(
    'messageType',
    'ApplicationName',
    'tokenSeed',
    'clientAppToken',
    'id',
    'requestId',
    'split',
  )
  const value = fc.oneof(fc.constantFrom('clientAppRegistrationReq', 'notificationAck'), fc.jsonValue())
  const line = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.json().map((json) => Buffer.from(json)),
    fc.dictionary(element, value).map((object) => Buffer.from(JSON.stringify(object))),
  )
  fc.assert(
    fc.property(line, (bytes) => {
      const parsed = parseRequest(bytes)
      if (parsed.kind !== 'request') daemonMessageSchema.parse(parsed.answer)
    }),
    { numRuns: 2000 },
  )
})
