import { describe, expect, it } from 'vitest'
import type { Frame, History, HistoryEvent, SessionBegin, StatusBody, Submission } from './history.ts'
import { judge } from './judge.ts'

const token = 'g1token'
const other = 'g1other'

/** A member that is connected from 100 ms on. */
const member: readonly HistoryEvent[] = [
  { kind: 'register', client: 'ada', token, began: 10, ended: 20, status: 200 },
  begin({}),
]

function begin(given: Partial<SessionBegin>): SessionBegin {
  return {
    ...{ kind: 'session', session: 1, client: 'ada', node: 0, began: 90, at: 100, claims: {}, epoch: 'one' },
    registrations: [{ token, ackedSeq: 0, headSeq: 0 }],
    ...given,
  }
}

function sent(seq: number, given: Partial<Submission> = {}): Submission {
  const began = 1000 + seq * 10
  return {
    ...{
      kind: 'submission',
      mark: `m${seq}`,
      token,
      ttlSeconds: 86_400,
      urgency: 'normal',
      bodyHash: `b${seq}`,
    },
    ...{ began, ended: began + 5, status: 201, id: `id${seq}`, seq, recipients: 1 },
    ...given,
  }
}

function came(
  seq: number,
  at: number,
  given: { session?: number; token?: string; id?: string; mark?: string } = {},
): Frame {
  return {
    kind: 'notification',
    session: 1,
    at,
    token,
    bytes: 100,
    seq,
    id: `id${seq}`,
    mark: `m${seq}`,
    ...given,
  }
}

function gap(seq: number, at: number, reason: 'expired' | 'cancelled' | 'replaced', session = 1): Frame {
  return { kind: 'gap', session, at, token, bytes: 80, fromSeq: seq, toSeq: seq, reason }
}

const ack = (seq: number, at: number, session = 1): HistoryEvent => ({
  kind: 'ack',
  session,
  at,
  answered: at + 1,
  token,
  seq,
})

function status(
  began: number,
  given: Partial<Omit<StatusBody, 'expiredBy'>> & { expiredBy?: Partial<StatusBody['expiredBy']> },
): HistoryEvent {
  const { expiredBy, ...counts } = given
  const nothing = { ttl: 0, cancelled: 0, replaced: 0, revoked: 0 }
  return {
    ...{ kind: 'status', id: 'id1', began, ended: began + 5 },
    body: {
      recipients: 1,
      acked: 0,
      pending: 0,
      expired: 0,
      ...counts,
      expiredBy: { ...nothing, ...expiredBy },
    },
  }
}

const rulesOf = (events: readonly HistoryEvent[], nodes: History['nodes'] = 'one') => [
  ...new Set(judge({ nodes, events }).map(({ rule }) => rule)),
]

const NOW = { ttlSeconds: 0, urgency: 'high' } as const
const settling: HistoryEvent = { kind: 'settling', at: 20_000 }

describe('a history that keeps every rule', () => {
  it('breaks no rule', () => {
    const events = [
      ...member,
      ...[sent(1), came(1, 1020), sent(2, NOW), came(2, 1030), ack(2, 1100)],
      ...[sent(3, { topic: 'rain' }), sent(4, { topic: 'rain' }), gap(3, 1045, 'replaced'), came(4, 1046)],
      ...[
        sent(5),
        { kind: 'cancel', id: 'id5', began: 1060, ended: 1070, status: 204 } as const,
        gap(5, 1075, 'cancelled'),
      ],
      status(1500, { acked: 1 }),
      begin({ session: 2, began: 5000, at: 5010, registrations: [{ token, ackedSeq: 2, headSeq: 5 }] }),
      ...[gap(3, 5020, 'replaced', 2), came(4, 5021, { session: 2 }), gap(5, 5022, 'cancelled', 2)],
      settling,
    ]
    expect(judge({ nodes: 'one', events })).toEqual([])
  })

  it('does not count an early acknowledgement as unacknowledged when its notification arrives', () => {
    const events = [
      ...[...member, ack(7, 1999)],
      ...Array.from({ length: 70 }, (_, index) => came(index + 1, 2000 + index)),
    ]
    expect(rulesOf(events)).not.toContain('no more than the window is on its way')
  })

  it('may revoke a registration in a session when its client ended it elsewhere', () => {
    const events: HistoryEvent[] = [
      ...member,
      { kind: 'deregister', client: 'ada', token, began: 500, ended: 510, status: 200 },
      { kind: 'revoked', session: 1, at: 900, token },
    ]
    expect(judge({ nodes: 'polled', events })).toEqual([])
  })

  it('may begin a session at another node before the flush, while one at the same node is opening', () => {
    const events = [
      ...[...member, sent(1), came(1, 1020), ack(1, 1900)],
      begin({
        session: 2,
        node: 1,
        began: 2010,
        at: 2020,
        registrations: [{ token, ackedSeq: 0, headSeq: 1 }],
      }),
      came(1, 2030, { session: 2 }),
      begin({
        session: 3,
        node: 0,
        began: 2000,
        at: 3000,
        registrations: [{ token, ackedSeq: 1, headSeq: 1 }],
      }),
    ]
    expect(judge({ nodes: 'polled', events })).toEqual([])
  })

  it('counts no notification of a token that the client has left against the window', () => {
    const events: HistoryEvent[] = [
      ...[...member, begin({}), ...Array.from({ length: 64 }, (_, index) => came(index + 1, 2000 + index))],
      { kind: 'deregister', client: 'ada', token, began: 3000, ended: 3010, status: 200 },
      came(1, 3020, { token: other }),
    ]
    expect(rulesOf(events)).not.toContain('no more than the window is on its way')
  })

  it('may contain an acknowledgement by a client that did not read the notifications', () => {
    const events = [
      ...[...member, { kind: 'halfOpen', session: 1, at: 900 } as const, sent(1), ack(9, 1100)],
      begin({ session: 2, began: 5000, at: 5010, registrations: [{ token, ackedSeq: 1, headSeq: 1 }] }),
    ]
    expect(rulesOf(events)).not.toContain('only the newest session moves cursors, to what it was sent')
  })
})

describe('a history that breaks a rule', () => {
  it.each<[rule: string, events: readonly HistoryEvent[], nodes?: History['nodes']]>([
    ['seqs have no holes', [...member, sent(1), sent(3), came(1, 1020)]],
    ['seqs are in the order of the answers', [...member, sent(2), sent(1, { began: 1100, ended: 1105 })]],
    ['a seq is given once', [...member, sent(1), sent(1, { mark: 'again', id: 'id9' })]],
    [
      'an idempotency key is accepted once',
      [sent(1, { idempotencyKey: 'k' }), sent(2, { idempotencyKey: 'k', bodyHash: 'b1' })],
    ],
    [
      'an idempotency key refuses another body',
      [sent(1, { idempotencyKey: 'k' }), sent(2, { idempotencyKey: 'k' })],
    ],
    [
      'a submission is answered as documented',
      [{ ...sent(1), status: 500, id: undefined, seq: undefined } as never],
    ],
    ['recipients are the members', [...member, sent(1, { recipients: 2 })]],
    ['a session gets each seq once, in order', [...member, sent(1), sent(2), came(2, 1040)]],
    ['a session gets each seq once, in order', [...member, sent(1), sent(2), came(2, 1040), came(1, 1041)]],
    ['a session gets each seq once, in order', [...member, sent(1), came(1, 1040), came(1, 1041)]],
    [
      'a session gets each seq once, in order',
      [
        begin({ claims: { [token]: 9 }, registrations: [{ token, ackedSeq: 0, headSeq: 2 }] }),
        sent(1),
        sent(2),
        sent(3),
        came(3, 1050),
      ],
    ],
    ['no token subscribes anyone', [...member, sent(1, { token: other }), came(1, 1020, { token: other })]],
    [
      'nothing for the deregistered',
      [
        ...member,
        { kind: 'deregister', client: 'ada', token, began: 500, ended: 510, status: 200 },
        sent(1, { recipients: 0 }),
        came(1, 1020),
      ],
    ],
    [
      'nothing from before the registration',
      [sent(1, { began: 1, ended: 2, recipients: 0 }), ...member, came(1, 1020)],
    ],
    ['a notification is as it was sent', [...member, sent(1), came(1, 1020, { mark: 'something else' })]],
    ['a notification is as it was sent', [...member, sent(1), came(1, 1020, { id: 'id7' })]],
    [
      'no more than the window is on its way',
      [...member, ...Array.from({ length: 65 }, (_, index) => came(index + 1, 2000 + index))],
    ],
    ['a session is told the head', [sent(1, { began: 1, ended: 2, recipients: 0 }), ...member]],
    [
      'a cursor is not beyond the head',
      [member[0] as HistoryEvent, begin({ registrations: [{ token, ackedSeq: 3, headSeq: 0 }] })],
    ],
    ['nothing comes once it has run out', [...member, sent(1, { ttlSeconds: 1 }), came(1, 2200)]],
    ['nothing comes once it has run out', [...member, sent(1, NOW), came(1, 3200)]],
    [
      'nothing comes once it is cancelled or replaced',
      [
        ...member,
        sent(1),
        { kind: 'cancel', id: 'id1', began: 1020, ended: 1030, status: 204 },
        came(1, 1200),
      ],
    ],
    [
      'nothing comes once it is cancelled or replaced',
      [...member, sent(1, { topic: 'rain' }), sent(2, { topic: 'rain' }), came(1, 1200)],
    ],
    [
      'ttl 0 goes to nobody who connected later',
      [
        member[0] as HistoryEvent,
        sent(1, NOW),
        begin({ began: 1100, at: 1110, registrations: [{ token, ackedSeq: 0, headSeq: 1 }] }),
        came(1, 1120),
      ],
    ],
    ['ttl 0 reaches every session that is connected', [...member, sent(1, NOW), gap(1, 1030, 'expired')]],
    ['ttl 0 reaches every session that is connected', [...member, sent(1, NOW), settling]],
    [
      'ttl 0 reaches every session that is connected',
      [member[0] as HistoryEvent, begin({ minimumUrgency: 'high' }), sent(1, NOW), settling],
    ],
    [
      'ttl 0 reaches every session that is connected',
      [...member, sent(1, NOW), gap(1, 1900, 'expired')],
      'polled',
    ],
    [
      'a registration is over when the session is told so',
      [...member, { kind: 'revoked', session: 1, at: 900, token }],
    ],
    [
      'a registration is over when the session is told so',
      [
        ...member,
        { kind: 'deregister', client: 'ada', token, began: 500, ended: 510, status: 200 },
        { kind: 'register', client: 'ada', token, began: 520, ended: 530, status: 200 },
        { kind: 'revoked', session: 1, at: 2900, token },
      ],
    ],
    ['a gap has its reason', [...member, sent(1), gap(1, 1030, 'expired')]],
    ['a gap has its reason', [...member, sent(1), gap(1, 1030, 'cancelled')]],
    ['a gap has its reason', [...member, sent(1, { topic: 'rain' }), gap(1, 1030, 'replaced')]],
    [
      'nothing comes that is less urgent than the session asked for',
      [member[0] as HistoryEvent, begin({ minimumUrgency: 'high' }), sent(1), came(1, 1020)],
    ],
    ['everything comes in the end', [...member, sent(1), settling]],
    [
      'everything comes in the end',
      [...member, sent(1), sent(2), came(1, 1030), gap(2, 1031, 'expired'), settling],
    ],
    [
      'only the newest session moves cursors, to what it was sent',
      [
        ...member,
        sent(1),
        begin({ session: 2, began: 3000, at: 3010, registrations: [{ token, ackedSeq: 1, headSeq: 1 }] }),
      ],
    ],
    [
      'only the newest session moves cursors, to what it was sent',
      [
        ...[
          ...member,
          sent(1),
          came(1, 1020),
          begin({
            session: 2,
            node: 1,
            began: 2000,
            at: 2010,
            registrations: [{ token, ackedSeq: 0, headSeq: 1 }],
          }),
        ],
        ...[
          ack(1, 2100),
          begin({ session: 3, began: 6000, at: 6010, registrations: [{ token, ackedSeq: 1, headSeq: 1 }] }),
        ],
      ],
      'polled',
    ],
    [
      'no cursor moves back, and none is forgotten',
      [
        ...member,
        sent(1),
        came(1, 1020),
        ack(1, 1030),
        begin({ session: 2, began: 6000, at: 6010, registrations: [{ token, ackedSeq: 0, headSeq: 1 }] }),
      ],
    ],
    [
      'no cursor moves back, and none is forgotten',
      [
        ...[
          ...member,
          sent(1),
          came(1, 1020),
          ack(1, 1030),
          { kind: 'down', node: 0, how: 'drain', began: 1040, ended: 3000 } as const,
        ],
        begin({ session: 2, began: 6000, at: 6010, registrations: [{ token, ackedSeq: 0, headSeq: 1 }] }),
      ],
    ],
    ['counts tell what happened', [...member, sent(1), status(1100, { acked: 1, pending: 1 })]],
    ['counts tell what happened', [...member, sent(1), status(1100, { acked: 1 })]],
    ['counts tell what happened', [...member, sent(1, { ttlSeconds: 1 }), status(2200, { pending: 1 })]],
    [
      'counts tell what happened',
      [...member, sent(1), status(1100, { expired: 1, expiredBy: { cancelled: 1 } })],
    ],
    [
      'counts tell what happened',
      [
        ...member,
        sent(1),
        { kind: 'cancel', id: 'id1', began: 1020, ended: 1030, status: 204 },
        status(1100, { pending: 1 }),
      ],
    ],
    [
      'counts tell what happened',
      [...member, sent(1), status(1100, { expired: 1, expiredBy: { revoked: 1 } })],
    ],
    [
      'counts tell what happened',
      [
        ...member,
        sent(1, NOW),
        status(1400, { expired: 1, expiredBy: { ttl: 1 } }),
        came(1, 4900),
        ack(1, 4910),
        status(4999, { acked: 1 }),
      ],
    ],
    [
      'a session ends for the reason that it gives',
      [
        ...member,
        { kind: 'closing', session: 1, at: 500, code: 4503 },
        { kind: 'sessionEnd', session: 1, at: 501, by: 'server' },
      ],
    ],
    [
      'a session ends for the reason that it gives',
      [
        ...member,
        { kind: 'closing', session: 1, at: 500, code: 4409 },
        { kind: 'sessionEnd', session: 1, at: 501, by: 'server' },
      ],
    ],
    [
      'a session ends for the reason that it gives',
      [...member, { kind: 'sessionEnd', session: 1, at: 501, by: 'server' }],
    ],
    ['a heartbeat tells the head', [...member, { kind: 'heads', session: 1, at: 500, heads: [[token, 4]] }]],
    ['the epoch stays', [...member, begin({ session: 2, began: 300, at: 310, epoch: 'two' })]],
    ['the server goes on', [{ kind: 'fault', at: 1, text: 'it ended' }]],
  ])('%s (%#)', (rule, events, nodes) => {
    expect(rulesOf(events, nodes)).toContain(rule)
  })
})
