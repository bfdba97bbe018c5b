import fc from 'fast-check'
import { brokenBodies } from '../api-inputs.ts'

/** Longer messages end the connection. */
const LONGEST = 60_000

/** Values from which sane messages of a session are made. */
export type SessionSeeds = { aoiClientId: string; aoiClientSecret: string; clientAppToken: string }

/**
 * Makes packets that Socket.IO can parse, with messages that are broken in most ways. None of them ends the connection,
 * so that each reaches our own code.
 */
export function messageInputs(seeds: SessionSeeds): fc.Arbitrary<string> {
  return fc.constantFrom(...saneEvents(seeds)).chain(([name, message]) =>
    brokenBodies(message)
      .map(asText)
      .filter(isJson)
      .map((body) => `42/aoi,[${JSON.stringify(name)},${body}]`),
  )
}

/** Makes any websocket message: Engine.IO and Socket.IO packets that are sane at first and are then broken. */
export function packetInputs(seeds: SessionSeeds): fc.Arbitrary<string | Uint8Array> {
  const prefixes = ['42', '42/,', '42/aoi,7', '45/aoi,', '451-/aoi,', '43/aoi,1', '44/aoi,']
  const controls = [
    '2',
    '3',
    '1',
    '5',
    '6',
    '40',
    '40/aoi,{}',
    '41/aoi,',
    '40/admin,',
    '2probe',
    '',
    '42[]',
    '4',
  ]
  const event = fc
    .record({
      message: messageInputs(seeds),
      prefix: seldom('42/aoi,', fc.constantFrom(...prefixes)),
      more: seldom('', fc.constantFrom(',1', ',[]', ']', ',"', '\u0000')),
    })
    .map(({ message, prefix, more }) => `${prefix}${message.slice('42/aoi,'.length)}${more}`)
  return fc.oneof(
    { weight: 20, arbitrary: event },
    fc.constantFrom(...controls),
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.uint8Array({ maxLength: 200 }),
  )
}

/** Makes values for the `auth` of a handshake. */
export function authInputs(seeds: SessionSeeds): fc.Arbitrary<string> {
  const { clientAppToken, ...credential } = seeds
  const sane = { protocol: 1, ...credential, epoch: 'e', cursors: { [clientAppToken]: 1 } }
  return brokenBodies(sane).map(asText)
}

function saneEvents(seeds: SessionSeeds): [string, Record<string, unknown>][] {
  const { aoiClientId, clientAppToken } = seeds
  const registration = {
    messageType: 'clientAppRegistrationReq',
    aoiClientId,
    ApplicationName: 'com.example.chat',
  }
  return [
    ['notificationAck', { messageType: 'notificationAck', acks: [[clientAppToken, 1]] }],
    ['clientAppRegistrationReq', { ...registration, tokenSeed: 'a seed of the fuzz', tokenScope: '' }],
    ['clientAppRegistrationReq', registration],
    [
      'clientAppDeregistrationReq',
      { messageType: 'clientAppDeregistrationReq', aoiClientId, clientAppToken },
    ],
  ]
}

function asText(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString()
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return text.length < LONGEST
  } catch {
    return false
  }
}

/** Returns `sane` mostly, and now and then a value of `broken`. */
function seldom(sane: string, broken: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof({ weight: 6, arbitrary: fc.constant(sane) }, { weight: 1, arbitrary: broken })
}
