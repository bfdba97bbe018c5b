import { describe, expect, it } from 'vitest'
import { findDeliveryFaults } from './delivery-faults.ts'

const TOKEN = 'g1news'
const accept = (...seqs: number[]) =>
  seqs.map((seq) => ({ id: `id${seq}`, clientAppToken: TOKEN, seq, recipients: 1, payload: seq }))
const receive = (...seqs: number[]) =>
  seqs.map((seq) => ({ id: `id${seq}`, clientAppToken: TOKEN, seq, payload: seq }))
const faultsOf = (sent: number[], got: number[]) =>
  findDeliveryFaults({
    accepted: accept(...sent),
    receivers: [{ name: 'Ada', tokens: [TOKEN], receipts: receive(...got) }],
  })

describe('the faults of a delivery', () => {
  it('are none when every notification arrived once, in order', () => {
    expect(faultsOf([3, 1, 2], [1, 2, 3])).toEqual([])
  })

  it('name the notifications that never arrived, arrived twice, or arrived out of order', () => {
    expect(faultsOf([1, 2], [1])).toEqual(['Ada: g1news 2 never came'])
    expect(faultsOf([1, 2], [1, 2, 2])).toEqual(['Ada: g1news 2 came twice'])
    expect(faultsOf([1, 2], [2, 1])).toEqual(['Ada: g1news 1 came after 2'])
  })

  it('name notifications that were never accepted, and holes in the log', () => {
    expect(faultsOf([1], [1, 2])).toEqual(['Ada: g1news 2 came and was never answered 201'])
    expect(faultsOf([1, 3], [1, 3])).toEqual(['g1news: the log has 3 where 2 is due'])
  })

  it('name a changed payload, a changed id and another application’s token', () => {
    const [sent] = accept(1)
    const [got] = receive(1)
    const faults = findDeliveryFaults({
      accepted: sent === undefined ? [] : [sent],
      receivers: [
        { name: 'Ada', tokens: [TOKEN], receipts: got === undefined ? [] : [{ ...got, payload: 9 }] },
        { name: 'Bob', tokens: [TOKEN], receipts: got === undefined ? [] : [{ ...got, id: 'other' }] },
        { name: 'Eve', tokens: [], receipts: got === undefined ? [] : [got] },
      ],
    })
    expect(faults).toEqual([
      'Ada: g1news 1 came with another payload',
      'Bob: g1news 1 came and was never answered 201',
      'Eve: g1news 1 came to one who is no member',
    ])
  })
})
