import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ENTRY_TOKEN, logEntry } from '#server/testing/log-entry.ts'
import type { BatchOwner } from '../hub/session/transport.ts'
import { SentBook } from './sent-book.ts'

const channelID = 'd9b74644-4f97-46aa-b8fa-9393985cd6cd'
const ANOTHER = '00000000-4f97-46aa-b8fa-9393985cd6cd'

describe('SentBook', () => {
  it('moves the cursor over all acknowledged seqs before the first hole, in any order of acknowledgement', () => {
    const orders = fc
      .uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 12 })
      .map((acknowledged) => ({ acknowledged, sentSeq: 12 }))
    fc.assert(
      fc.property(orders, ({ acknowledged, sentSeq }) => {
        const { book, delivery } = sendTo(sentSeq)
        for (const seq of acknowledged) acknowledge(book, seq)
        const all = Array.from({ length: sentSeq }, (_, index) => index + 1)
        const firstHole = all.find((seq) => !acknowledged.includes(seq)) ?? sentSeq + 1
        expect(book.cursorOf(delivery)).toBe(firstHole - 1)
      }),
    )
  })

  it('skips seqs that were never sent, because they are gaps', () => {
    const { book, delivery } = sendTo(9, [2, 5])
    expect(book.cursorOf(delivery)).toBe(1)
    acknowledge(book, 2)
    expect(book.cursorOf(delivery)).toBe(4)
    acknowledge(book, 5)
    expect(book.cursorOf(delivery)).toBe(9)
  })

  it('accepts each version once, for its own channel, and none of an ended delivery', () => {
    const { book, delivery } = sendTo(2)
    const { id } = logEntry({ seq: 1 })
    expect(book.acknowledge({ channelID: ANOTHER, version: id })).toBeUndefined()
    expect(book.acknowledge({ channelID, version: 'made up' })).toBeUndefined()
    expect(book.acknowledge({ channelID, version: id })).toBe(delivery)
    expect(book.acknowledge({ channelID, version: id })).toBeUndefined()
    book.forget(delivery)
    expect(acknowledge(book, 2)).toBeUndefined()
  })
})

function sendTo(sentSeq: number, seqs = Array.from({ length: sentSeq }, (_, index) => index + 1)) {
  const subscription = { channel: { channelId: channelID } }
  const delivery: BatchOwner = {
    ...{ subscription, clientAppToken: ENTRY_TOKEN, sentSeq },
    ...{ registrationId: 1, isOver: false },
  }
  const book = new SentBook()
  const entries = seqs.map((seq) => logEntry({ seq }))
  book.sent(delivery, entries)
  return { book, delivery }
}

function acknowledge(book: SentBook, seq: number): BatchOwner | undefined {
  return book.acknowledge({ channelID, version: logEntry({ seq }).id })
}
