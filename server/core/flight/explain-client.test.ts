import { describe, expect, it } from 'vitest'
import { CLIENT_CONDITIONS, type ClientConditionName } from '#protocol/dashboard/client-conditions.ts'
import { type ClientFacts, explainClient } from './explain-client.ts'

const NOW = 10_000_000
const OFFLINE: ClientFacts = {
  ...{ now: NOW, isOnline: false, here: undefined, isNodeRunning: false, sessionNumber: 7, lastSeenAt: 500 },
  ...{ registrations: 1, queue: 0, receiver: { kind: 'session' }, connections: [] },
}
const closed = (closingCode?: number) => ({
  connections: [{ sessionNumber: 7, openedAt: 100, closedAt: 400, ...(closingCode && { closingCode }) }],
})
const SESSION = { openedAt: 900, hasOutstanding: false, isWindowFull: false, isByPushService: false }
const ONLINE: ClientFacts = { ...OFFLINE, isOnline: true, here: SESSION, queue: 3 }
const PUSH = { kind: 'mozilla', pushHost: 'push.example' } as const
const often = Array.from({ length: 5 }, (_, place) => ({
  sessionNumber: place,
  openedAt: NOW - place,
  closedAt: NOW,
}))

const ROWS: [ClientConditionName, ClientFacts, object][] = [
  ['neverConnected', { ...OFFLINE, sessionNumber: 0 }, {}],
  ['connectionEnded', { ...OFFLINE, ...closed() }, { since: 400 }],
  ['closedAsTooSlow', { ...OFFLINE, ...closed(4408) }, { since: 400 }],
  ['closedAsFlooding', { ...OFFLINE, ...closed(4429) }, { since: 400 }],
  ['closedByOtherSession', { ...OFFLINE, ...closed(4409) }, { since: 400 }],
  ['credentialRevoked', { ...OFFLINE, ...closed(4401) }, { since: 400 }],
  ['sentAway', { ...OFFLINE, ...closed(4503) }, { since: 400 }],
  ['connectionEnded', { ...OFFLINE, isNodeRunning: true }, {}],
  ['endNotRecorded', OFFLINE, { since: 500 }],
  ['endNotRecorded', { ...OFFLINE, connections: [{ sessionNumber: 7, openedAt: 100 }] }, { since: 500 }],
  ['endNotRecorded', { ...OFFLINE, sessionNumber: 8, ...closed(4408) }, { since: 500 }],
  ['byPushService', { ...OFFLINE, receiver: PUSH }, {}],
  ['pushServiceOwes', { ...OFFLINE, receiver: PUSH, queue: 2 }, {}],
  ['pushServiceOwes', { ...ONLINE, here: { ...SESSION, isByPushService: true }, receiver: PUSH }, {}],
  ['reconnecting', { ...OFFLINE, connections: often }, { connections: 5 }],
  ['reconnecting', { ...ONLINE, connections: often.slice(1) }, { connections: 5 }],
  ['upToDate', { ...ONLINE, queue: 0, connections: often.slice(2) }, { since: 900 }],
  ['nothingRegistered', { ...ONLINE, registrations: 0, queue: 0 }, { since: 900 }],
  ['upToDate', { ...ONLINE, here: undefined, queue: 0 }, { since: 500 }],
  [
    'windowFull',
    { ...ONLINE, here: { ...SESSION, isWindowFull: true, hasOutstanding: true } },
    { since: 900 },
  ],
  ['notAcknowledging', { ...ONLINE, here: { ...SESSION, hasOutstanding: true } }, { since: 900 }],
  [
    'heldBack',
    { ...ONLINE, here: { ...SESSION, minimumUrgency: 'high' } },
    { since: 900, minimumUrgency: 'high' },
  ],
  ['catchingUp', ONLINE, { since: 900 }],
  ['behindElsewhere', { ...ONLINE, here: undefined }, { since: 500 }],
]

describe('the condition of an AOI Client', () => {
  it.each(ROWS)('is %s', (name, facts, more) => {
    expect(explainClient(facts)).toEqual({ name, ...more })
  })

  it('has a row in this table for each name', () => {
    expect(new Set(ROWS.map(([name]) => name))).toEqual(new Set(CLIENT_CONDITIONS))
  })
})
