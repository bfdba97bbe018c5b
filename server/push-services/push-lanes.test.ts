import { expect, test } from 'vitest'
import { LIMITS } from '#protocol'
import type { BatchOwner } from '#server/hub/session/transport.ts'
import { logEntry } from '#server/testing/log-entry.ts'
import { TestClock } from '#server/testing/test-clock.ts'
import { PushLanes, type PushResult } from './push-lanes.ts'
import { PushQueue } from './push-queue.ts'

const SLOW = 'https://slow.example'
const QUICK = 'https://quick.example'

/** Lanes whose push services answer when the test says so. */
function openLanes() {
  const clock = new TestClock()
  const asked: { origin: string; seq: number; answer: (result: PushResult) => Promise<void> }[] = []
  const errors: unknown[] = []
  const lanes = new PushLanes({
    clock,
    onUnexpected: (error) => errors.push(error),
    send: (queue, { entry }) =>
      new Promise((resolve) => {
        const origin = new URL(queue.subscription?.endpoint ?? '').origin
        const answer = async (result: PushResult) => {
          resolve(result)
          await new Promise<void>((turn) => setImmediate(turn))
        }
        asked.push({ origin, seq: entry.seq, answer })
      }),
  })
  const add = (origin: string, ...seqs: number[]) => {
    const queue = new PushQueue(ownerAt(origin))
    queue.add(seqs.map((seq) => logEntry({ seq })))
    lanes.wake(queue)
    return queue
  }
  const take = () => asked.splice(0)
  return { clock, lanes, add, take, errors }
}

function ownerAt(origin: string): BatchOwner {
  const push = { endpoint: `${origin}/1`, keys: { p256dh: '', auth: '' }, vapidKey: '', declarative: false }
  return { clientAppToken: 'g1', sentSeq: 9, registrationId: 1, subscription: { push }, isOver: false }
}

test('a queue sends one message at a time, in order', async () => {
  const { add, take } = openLanes()
  add(QUICK, 1, 2)
  const [first, ...others] = take()
  expect([first?.seq, others]).toEqual([1, []])
  await first?.answer({ kind: 'sent' })
  expect(take().map(({ seq }) => seq)).toEqual([2])
})

test('an origin has a limited share of requests, and a slow one delays no other', () => {
  const { add, take } = openLanes()
  for (let n = 0; n < LIMITS.pushesPerOriginAtOnce + 5; n += 1) add(SLOW, 1)
  expect(take()).toHaveLength(LIMITS.pushesPerOriginAtOnce)
  add(QUICK, 1)
  expect(take().map(({ origin }) => origin)).toEqual([QUICK])
})

test('an origin is not asked again before it said, by any of its members', async () => {
  const { clock, add, take } = openLanes()
  add(SLOW, 1)
  await take()[0]?.answer({ kind: 'later', milliseconds: 30_000 })
  add(SLOW, 1)
  clock.advance(29_999)
  expect(take()).toEqual([])
  add(QUICK, 1)
  expect(take().map(({ origin }) => origin)).toEqual([QUICK])
  clock.advance(1)
  expect(take().map(({ origin }) => origin)).toEqual([SLOW])
})

test('an origin that fails is asked by one message at a time, after longer and longer waits', async () => {
  const { clock, add, take } = openLanes()
  add(SLOW, 1)
  add(SLOW, 1)
  const both = take()
  for (const each of both) await each.answer({ kind: 'later' })
  const waits: number[] = []
  for (let n = 0; n < 12; n += 1) {
    let waited = 0
    for (let asked = take(); asked.length === 0; asked = take()) {
      clock.advance(250)
      waited += 250
      const [one] = take()
      if (one === undefined) continue
      await one.answer({ kind: 'later' })
      break
    }
    waits.push(waited)
  }
  expect(waits[0]).toBeLessThanOrEqual(LIMITS.pushRetrySeconds * 1000 + 250)
  expect(waits.at(-1)).toBeGreaterThanOrEqual(LIMITS.pushRetrySecondsMax * 750)
  expect(Math.max(...waits)).toBeLessThanOrEqual(LIMITS.pushRetrySecondsMax * 1000 + 250)
})

test('a refused message is tried again later, and delays only its own queue', async () => {
  const { clock, add, take } = openLanes()
  add(QUICK, 1)
  await take()[0]?.answer({ kind: 'refused' })
  add(QUICK, 5)
  expect(take().map(({ seq }) => seq)).toEqual([5])
  clock.advance(LIMITS.pushRefusedSeconds * 1000)
  expect(take().map(({ seq }) => seq)).toEqual([1])
})

test('a message that is too large as a notice as well counts as refused', async () => {
  const { clock, add, take } = openLanes()
  const queue = add(QUICK, 1)
  await take()[0]?.answer({ kind: 'tooLarge' })
  const [notice] = take()
  expect(queue.next(clock.monotonic())?.asNotice).toBe(true)
  await notice?.answer({ kind: 'tooLarge' })
  expect(take()).toEqual([])
})

test('nothing is sent after the lanes stop', async () => {
  const { lanes, add, take } = openLanes()
  add(QUICK, 1, 2)
  const [under] = take()
  lanes.stop()
  await under?.answer({ kind: 'sent' })
  add(QUICK, 1)
  expect(take()).toEqual([])
})
