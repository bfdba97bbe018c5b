import { beforeEach, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import type { Context } from '#server/core/context.ts'
import type { LogEntry, LogRange } from '#server/core/store.ts'
import { emptyTransportCounts } from '#server/core/tally/transport-counts.ts'
import { PASS_TRACES_ON } from '#server/core/tracing.ts'
import { ENTRY_ACCEPTED_AT, ENTRY_TOKEN, logEntry } from '#server/testing/log-entry.ts'
import { TestClock } from '#server/testing/test-clock.ts'
import { LogTail } from '../log/log-tail.ts'
import { Delivery } from '../session/delivery.ts'
import { MessageMeter } from '../session/message-meter.ts'
import { Opening } from '../session/opening.ts'
import { Session } from '../session/session.ts'
import type { Transport } from '../session/transport.ts'
import { FULL_WINDOW } from '../wire/batch.ts'
import { ConnectedToken } from './connected-token.ts'
import { FanOut } from './fan-out.ts'

const WRITE_MILLISECONDS = 5
const MEMBERS = 2
/** The longest delay: twice the duration of one fan-out. */
const LONGEST = 2 * MEMBERS * WRITE_MILLISECONDS

type AppendOptions = { moreFollow?: boolean; expiresAt?: number }

let clock: TestClock
let fanOut: FanOut
let token: ConnectedToken
/** The seqs that each write carries. */
let writes: number[][]

beforeEach(() => open(MEMBERS))

describe('the fan-out of a committed notification', () => {
  it('begins at once when no further notification is known to follow', () => {
    append(1)
    append(2)
    expect(writes).toEqual([[1], [1], [2], [2]])
    expect(clock.waiting).toBe(0)
  })

  it('begins at once while the duration of a fan-out of the token is unknown', () => {
    append(1, { moreFollow: true })
    expect(writes).toEqual([[1], [1]])
  })

  it('waits for the following notifications, and writes them together once per member', () => {
    append(1)
    append(2, { moreFollow: true })
    append(3, { moreFollow: true })
    expect(writes).toEqual([[1], [1]])
    append(4)
    expect(writes).toEqual([[1], [1], [2, 3, 4], [2, 3, 4]])
    expect(clock.waiting).toBe(0)
  })

  it('waits at most twice the duration of a fan-out when the expected notifications do not come', () => {
    append(1)
    append(2, { moreFollow: true })
    clock.advance(LONGEST / 2)
    append(3, { moreFollow: true })
    clock.advance(LONGEST / 2 - 1)
    expect(writes).toHaveLength(MEMBERS)
    clock.advance(1)
    expect(writes.slice(MEMBERS)).toEqual([
      [2, 3],
      [2, 3],
    ])
  })

  it('never waits longer than the limit, however long a fan-out takes', () => {
    open(100)
    append(1)
    append(2, { moreFollow: true })
    clock.advance(LIMITS.fanOutDelayMilliseconds)
    expect(writes).toHaveLength(200)
  })

  it('does not reach a member early because that member acknowledges meanwhile', () => {
    append(1)
    append(2, { moreFollow: true })
    const [member] = token.members
    if (member === undefined) throw new Error('there are members')
    expect(token.log.findBatch(member.sentSeq, FULL_WINDOW)).toBeUndefined()
    append(3)
    expect(writes.slice(MEMBERS)).toEqual([
      [2, 3],
      [2, 3],
    ])
  })
})

describe('a batch for members with a full window', () => {
  const [windowSeq, nextSeq] = [LIMITS.windowNotifications, LIMITS.windowNotifications + 1]

  beforeEach(() => {
    for (let seq = 1; seq <= nextSeq; seq += 1) append(seq)
    writes = []
  })

  it('is encoded once for all members that have room again', () => {
    const made = token.log.findBatch(windowSeq, FULL_WINDOW)
    expect(made?.toSeq).toBe(nextSeq)
    expect(token.log.findBatch(windowSeq, { notifications: 1, bytes: LIMITS.windowBytes })).toBe(made)
  })

  it('is encoded separately for a member with room for only a part of it', () => {
    append(nextSeq + 1)
    const part = token.log.findBatch(windowSeq, { notifications: 1, bytes: LIMITS.windowBytes })
    expect(part?.toSeq).toBe(nextSeq)
    expect(token.log.findBatch(windowSeq, FULL_WINDOW)?.toSeq).toBe(nextSeq + 1)
  })

  it('is encoded again after another commit, and after its notifications have expired', () => {
    const made = token.log.findBatch(windowSeq, FULL_WINDOW)
    append(nextSeq + 1)
    expect(token.log.findBatch(windowSeq, FULL_WINDOW)?.toSeq).toBe(nextSeq + 1)
    clock.advance(3_600_000)
    const late = token.log.findBatch(windowSeq, FULL_WINDOW)
    expect(made?.entries.map(({ seq }) => seq)).toEqual([nextSeq])
    expect(late).toMatchObject({ entries: [], gaps: [[nextSeq, nextSeq + 1]] })
  })

  it('leaves out a TTL 0 notification that is no longer due', () => {
    append(nextSeq + 1, { expiresAt: ENTRY_ACCEPTED_AT })
    expect(token.log.findBatch(windowSeq, FULL_WINDOW)?.entries).toHaveLength(2)
    clock.advance(2000)
    expect(token.log.findBatch(windowSeq, FULL_WINDOW)).toMatchObject({ gaps: [[nextSeq + 1, nextSeq + 1]] })
  })
})

it('a member that is further behind meanwhile reads from the log', async () => {
  open(MEMBERS, { headSeq: 3 })
  const [behind] = token.members
  if (behind === undefined) throw new Error('there are members')
  for (const member of token.members) if (member !== behind) member.sentSeq = 3
  append(4)
  append(5, { moreFollow: true })
  expect(writes).toEqual([[4]])
  await expect.poll(() => writes).toContainEqual([1, 2, 3, 4])
  append(6)
  expect(writes.slice(2)).toEqual([
    [5, 6],
    [5, 6],
  ])
})

function open(members: number, { headSeq = 0 } = {}): void {
  clock = new TestClock(ENTRY_ACCEPTED_AT)
  writes = []
  fanOut = new FanOut({
    context: {
      ...{ clock, store: { readLog }, tracing: PASS_TRACES_ON, settings: { maxPayloadBytes: 4096 } },
    } as unknown as Context,
    onUnexpected: (error) => {
      throw error
    },
  })
  const budget = { bytes: 0, maxBytes: 1_000_000 }
  const log = new LogTail({
    tokenId: 1,
    clientAppToken: ENTRY_TOKEN,
    headSeq,
    clock,
    budget,
    onFirstWrite: () => undefined,
  })
  token = new ConnectedToken(log)
  for (let index = 0; index < members; index += 1) join(`ac_${index}`)
}

/** A log that has every seq. */
async function readLog([range]: readonly LogRange[]): Promise<LogEntry[]> {
  const { afterSeq, upToSeq } = range ?? { afterSeq: 0, upToSeq: 0 }
  return Array.from({ length: upToSeq - afterSeq }, (_, place) => logEntry({ seq: afterSeq + 1 + place }))
}

function append(seq: number, { moreFollow = false, ...given }: AppendOptions = {}): void {
  fanOut.append(token, { entries: [logEntry({ seq, ...given })], moreFollow })
}

function join(aoiClientId: string): void {
  const session = new Session({
    counts: emptyTransportCounts(),
    ...{ transport: slowTransport(), clock, meter: new MessageMeter(clock), onCredit: () => {} },
    binding: {
      ...{
        aoiClientId,
        address: '203.0.113.1',
        sessionNumber: 1,
        openedAt: ENTRY_ACCEPTED_AT,
        registrations: [],
        cursors: new Map(),
      },
      opening: new Opening(aoiClientId),
    },
  })
  const registration = {
    ...{
      registrationId: 1,
      aoiClientId,
      tokenId: 1,
      clientAppToken: ENTRY_TOKEN,
      applicationName: 'com.example',
    },
    ...{ startSeq: 0, ackedSeq: 0, headSeq: 0 },
  }
  token.members.add(new Delivery({ registration, session, log: token.log, joinedSeq: 0 }))
}

/** A connection on which each write takes 5 ms. */
function slowTransport(): Transport {
  return {
    name: 'socketIo',
    send: ({ batch }) => {
      writes.push(batch.entries.map(({ seq }) => seq))
      clock.advance(WRITE_MILLISECONDS)
      return true
    },
    emit: () => {},
    watch: () => {},
    close: () => {},
  }
}
