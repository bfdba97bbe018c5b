import { expect, test } from 'vitest'
import { LIMITS } from '#protocol'
import type { LogEntry } from '#server/core/store.ts'
import { ENTRY_ACCEPTED_AT, logEntry } from '#server/testing/log-entry.ts'
import { PushQueue } from './push-queue.ts'

function queueOf(...entries: LogEntry[]): PushQueue {
  const sentSeq = entries.at(-1)?.seq ?? 0
  const queue = new PushQueue({
    ...{ clientAppToken: 'g1', registrationId: 1, subscription: undefined, isOver: false, sentSeq },
  })
  queue.add(entries)
  return queue
}

test('the cursor stops before the first notification without a confirmation', () => {
  const queue = queueOf(logEntry({ seq: 1 }), logEntry({ seq: 2 }), logEntry({ seq: 3 }))
  expect([queue.confirm(2), queue.confirm(2), queue.confirm(9)]).toEqual([true, false, false])
  expect(queue.takeProgress()).toEqual({ seq: 0, passed: [] })
  queue.confirm(1)
  expect(queue.takeProgress()).toEqual({ seq: 2, passed: [] })
  queue.confirm(3)
  expect(queue.takeProgress()).toEqual({ seq: 3, passed: [] })
})

test('a notification that ends without a confirmation is passed over, not acknowledged', () => {
  const expiresAt = ENTRY_ACCEPTED_AT + 1000
  const queue = queueOf(
    logEntry({ seq: 1 }),
    logEntry({ seq: 2, expiresAt }),
    logEntry({ seq: 3, expiresAt }),
  )
  const first = queue.next(0)
  if (first !== undefined) first.state = 'sent'
  const second = queue.next(0)
  if (second !== undefined) second.state = 'sent'
  expect(queue.expire(expiresAt)).toBe(true)
  expect(queue.takeProgress()).toEqual({ seq: 0, passed: [] })
  expect(queue.unsentSeq).toBe(3)
  expect(queue.expire(expiresAt + LIMITS.pushLateConfirmationSeconds * 1000)).toBe(true)
  queue.confirm(1)
  expect(queue.takeProgress()).toEqual({
    seq: 3,
    passed: [
      [3, 3],
      [2, 2],
    ],
  })
  expect(queue.takeProgress()).toEqual({ seq: 3, passed: [] })
})

test('a notification replaces the pending one of its topic', () => {
  const queue = queueOf(
    logEntry({ seq: 1, topic: 'a' }),
    logEntry({ seq: 2, topic: 'b' }),
    logEntry({ seq: 3, topic: 'a' }),
  )
  expect(queue.next(0)?.entry.seq).toBe(2)
  queue.confirm(2)
  expect(queue.takeProgress()).toEqual({ seq: 2, passed: [[1, 1]] })
})
