import { describe, expect, it } from 'vitest'
import { makeVapidSender } from '../../server/testing/vapid-sender.ts'
import { appOf, instanceOf, messageCall, newEndpointCall, unregisteredCall } from './connector-call.ts'
import { parseCall, registerReply, unregisterReply } from './parse-call.ts'
import { BusRefusal, readVariants, variant } from './session-bus.ts'

const service = 'org.example.App'
const vapid = makeVapidSender().publicKey

const call = (version: number, member: string, signature: string, ...body: unknown[]) => ({
  ...{ sender: ':1.7', interface: `org.unifiedpush.Distributor${version}`, member, signature, body },
})
const dictionary = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, variant('s', value)]))
const asked = (values: Record<string, string>, member = 'Register') =>
  call(2, member, 'a{sv}', dictionary(values))

describe('the call of an app', () => {
  it('is read in both versions', () => {
    expect(parseCall(call(1, 'Register', 'sss', service, 't', 'for chats'))).toEqual({
      ...{ kind: 'register', version: 1, service, token: 't' },
    })
    const further = { service, token: 't', vapid, description: 'for chats', later: 'x' }
    expect(parseCall(asked(further))).toEqual({ kind: 'register', version: 2, service, token: 't', vapid })
    expect(parseCall(call(1, 'Unregister', 's', 't'))).toEqual({ kind: 'unregister', version: 1, token: 't' })
    expect(parseCall(asked({ token: 't' }, 'Unregister'))).toMatchObject({ version: 2, token: 't' })
  })

  it.each([
    ['types', call(1, 'Register', 'ss', service, 't'), 'the arguments must have the types sss'],
    ['method', call(2, 'List', ''), 'must be Register or Unregister'],
    ['interface', call(3, 'Register', 'a{sv}', {}), 'must be Register or Unregister'],
    ['name of a connection', asked({ service: ':1.7', token: 't' }), 'service: must be a name on the bus'],
    ['name without a dot', asked({ service: 'app', token: 't' }), 'service: must be a name on the bus'],
    ['empty token', asked({ service, token: '' }), 'token: must be 1 to 100 bytes'],
    ['long token', asked({ service, token: 'é'.repeat(51) }), 'token: must be 1 to 100 bytes'],
    ['long description', asked({ service, token: 't', description: 'x'.repeat(101) }), 'description: '],
    ['vapid', asked({ service, token: 't', vapid: 'BAAA' }), 'vapid: must be a point on P-256'],
    ['missing token', asked({}, 'Unregister'), 'token: '],
  ])('is refused for another %s', (_, wrong, message) => {
    expect(() => parseCall(wrong)).toThrow(BusRefusal)
    expect(() => parseCall(wrong)).toThrow(message)
  })
})

it('replies in the words of each version', () => {
  const failure = { reason: 'NETWORK', desc: 'no answer' } as const
  expect(registerReply(1, undefined)).toEqual({ signature: 'ss', body: ['REGISTRATION_SUCCEEDED', ''] })
  expect(registerReply(1, failure)).toEqual({ signature: 'ss', body: ['REGISTRATION_FAILED', 'no answer'] })
  expect(readVariants(registerReply(2, undefined).body[0])).toEqual({ success: 'REGISTRATION_SUCCEEDED' })
  const refused = { success: 'REGISTRATION_FAILED', reason: 'NETWORK' }
  expect(readVariants(registerReply(2, failure).body[0])).toEqual(refused)
  expect([unregisterReply(1).body, unregisterReply(2).body]).toEqual([[], [{}]])
})

it('calls an app in the words of its version', () => {
  const [one, two] = ([1, 2] as const).map((version) => ({ service, token: 't', version }))
  if (one === undefined || two === undefined) throw new Error('two apps')
  const data = Uint8Array.of(1, 2)
  const message = messageCall(one, { data, id: 'n1' })
  expect(message).toMatchObject({ interface: 'org.unifiedpush.Connector1', signature: 'says' })
  expect(message.body).toEqual(['t', Buffer.from(data), 'n1'])
  expect(readVariants(messageCall(two, { data, id: 'n1' }).body?.[0])).toEqual({
    ...{ token: 't', message: Buffer.from(data), id: 'n1' },
  })
  expect(newEndpointCall(one, 'https://e').body).toEqual(['t', 'https://e'])
  expect(unregisteredCall(one, { isConfirmation: true }).body).toEqual([''])
  expect(unregisteredCall(one, { isConfirmation: false }).body).toEqual(['t'])
  expect(readVariants(unregisteredCall(two, { isConfirmation: true }).body?.[0])).toEqual({ token: 't' })
})

it('finds the app of a registration again', () => {
  const app = { service, token: 'a:b\nc', version: 2 } as const
  expect(appOf({ applicationName: service, instance: instanceOf(app) })).toEqual(app)
  expect(appOf({ applicationName: service, instance: 'app:unified-push-2:x' })).toBeUndefined()
})
