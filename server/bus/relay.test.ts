import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { type Announcement, Announcer } from '#server/core/announcement.ts'
import type { Bus } from '#server/core/bus.ts'
import type { LogEntry } from '#server/core/store.ts'
import { logEntry } from '#server/testing/log-entry.ts'
import { InProcessNetwork } from './in-process-bus.ts'
import { Relay } from './relay.ts'

const TOKEN = logEntry({ seq: 1 })
const { tokenId, clientAppToken } = TOKEN
const aoiClientId = 'ac_AAAAAAAAAAAAAAAAAAAAAA'
const registration = {
  ...{ registrationId: 7, aoiClientId, tokenId, clientAppToken, applicationName: 'com.example.chat' },
  ...{ startSeq: 0, ackedSeq: 0, headSeq: 0 },
}
const vapidKey = `B${'A'.repeat(86)}`
const channel = {
  channelId: 'd9b74644-4f97-46aa-b8fa-9393985cd6cd',
  keys: { p256dh: vapidKey, auth: 'A'.repeat(22) },
}
const ended = { aoiClientId, registrationId: 7, tokenId }

describe('an announcement of one node', () => {
  it.each<Announcement>([
    { kind: 'appended', entries: [TOKEN, logEntry({ seq: 2, topic: 'weather' })] },
    { kind: 'appended', entries: [TOKEN], moreFor: new Set([clientAppToken]) },
    { kind: 'cancelled', tokenId },
    { kind: 'cancelled', tokenId, seqs: [3, 4] },
    { kind: 'registered', registration },
    { kind: 'registered', registration: { ...registration, vapidKey, channel } },
    { kind: 'deregistered', ...ended },
    { kind: 'revoked', ...ended, clientAppToken, reason: 'lost' },
    { kind: 'sessionOpened', aoiClientId, sessionNumber: 3 },
    { kind: 'aoiClientEnded', aoiClientId },
    { kind: 'disconnected', aoiClientIds: [aoiClientId] },
    { kind: 'apiKeyRevoked', apiKeyId: '0123456789abcdef' },
    { kind: 'operatorSessionEnded', sessionId: '01999999-0000-4000-8000-000000000000' },
    { kind: 'findingsChanged' },
  ])('reaches another node that has its subject connected: $kind', async (announcement) => {
    const { here, there } = pair()
    here.announcer.announce(announcement)
    await delivered()
    expect(there.received).toEqual([{ announcement, origin: 'elsewhere' }])
    expect(here.received).toEqual([{ announcement, origin: 'here' }])
  })

  it('arrives once for any number of subscriptions, and no more after the last has ended', async () => {
    const { here, there } = pair()
    there.relay.begin({ kind: 'aoiClient', aoiClientId })
    here.announcer.announce({ kind: 'aoiClientEnded', aoiClientId })
    await delivered()
    expect(there.received).toHaveLength(1)
    there.relay.end({ kind: 'aoiClient', aoiClientId })
    here.announcer.announce({ kind: 'aoiClientEnded', aoiClientId })
    await delivered()
    expect(there.received).toHaveLength(2)
    there.relay.end({ kind: 'aoiClient', aoiClientId })
    there.relay.end({ kind: 'aoiClient', aoiClientId })
    here.announcer.announce({ kind: 'aoiClientEnded', aoiClientId })
    await delivered()
    expect(there.received).toHaveLength(2)
  })

  it('is sent only as a head if it is large, and never contains the token', async () => {
    const { here, there, sent } = pair()
    const large = logEntry({ seq: 5, payload: JSON.stringify('x'.repeat(LIMITS.cachedCopyBytes)) })
    here.announcer.announce({ kind: 'appended', entries: [TOKEN] })
    here.announcer.announce({ kind: 'appended', entries: [large] })
    await delivered()
    expect(there.received.at(-1)?.announcement).toEqual({ kind: 'grown', tokenId, headSeq: 5 })
    expect(sent.join()).not.toContain(clientAppToken)
  })

  it('is not received for tokens and AOI Clients without a connection there', async () => {
    const { here, there } = pair()
    const other: LogEntry = { ...TOKEN, tokenId: tokenId + 1 }
    here.announcer.announce({ kind: 'appended', entries: [other] })
    here.announcer.announce({ kind: 'aoiClientEnded', aoiClientId: 'ac_BBBBBBBBBBBBBBBBBBBBBB' })
    await delivered()
    expect(there.received).toEqual([])
  })
})

describe('a message of another node', () => {
  it.each([
    ['not JSON', 'nonsense'],
    ['nothing', ''],
    ['of another shape', '{"epoch":"e","message":{"kind":"cancelled","seqs":"all"}}'],
    ['without a kind', '{"epoch":"e","message":{"seqs":[1]}}'],
    ['without an element', '{"epoch":"e","message":{"kind":"grown"}}'],
    ['of another kind', '{"epoch":"e","message":{"kind":"acked"}}'],
    ['of a kind for another subject', '{"epoch":"e","message":{"kind":"aoiClientEnded"}}'],
    ['without a seq', '{"epoch":"e","message":{"kind":"grown","headSeq":-1}}'],
  ])('is dropped and logged for the operator when it is %s', async (_name, text) => {
    const { there, stranger } = pair()
    stranger.publish(`token:${tokenId}`, text)
    await delivered()
    expect(there.received).toEqual([])
    expect(there.warnings).toEqual(['another node sent an unknown message'])
  })

  it('is dropped silently when it is of another epoch', async () => {
    const { there, stranger } = pair()
    stranger.publish(`token:${tokenId}`, '{"epoch":"another","message":{"kind":"cancelled"}}')
    await delivered()
    expect([there.received, there.warnings]).toEqual([[], []])
  })
})

/** Two nodes and a stranger on the same bus. The node `there` has a member and a session. */
function pair() {
  const network = new InProcessNetwork()
  const sent: string[] = []
  const stranger = network.join()
  stranger.listen(`token:${tokenId}`, (message) => sent.push(message))
  const here = node(network.join())
  const there = node(network.join())
  there.relay.begin({ kind: 'token', tokenId, clientAppToken })
  there.relay.begin({ kind: 'aoiClient', aoiClientId })
  return { here, there, stranger, sent }
}

function node(bus: Bus) {
  const announcer = new Announcer(rethrow)
  const received: { announcement: Announcement; origin: string }[] = []
  const warnings: string[] = []
  announcer.listen((announcement, origin) => received.push({ announcement, origin }))
  const warn = (_: object, said: string) => void warnings.push(said)
  const log = { debug: () => {}, info: () => {}, warn, error: () => {} }
  return {
    announcer,
    received,
    warnings,
    relay: new Relay({ bus, announcer, store: { epoch: 'e' }, log, onUnexpected: rethrow }),
  }
}

const delivered = () => new Promise((resolve) => setImmediate(resolve))

function rethrow(error: unknown): never {
  throw error
}
