import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeAckRuns } from './ack-runs.ts'
import { ACK_RECORD_SEQS, type NewAckRecord, planCursorMoves } from './plan-cursor-moves.ts'

type Acked = { registrationId: number; seq: number; at: number }

function unpack(record: NewAckRecord): Acked[] {
  const base = {
    fromRegistrationId: record.fromRegistrationId,
    fromSeq: record.fromSeq,
    at: record.ackedAt,
  }
  return decodeAckRuns(base, Buffer.from(record.runs, 'hex')).flatMap(
    ({ registrationId, fromSeq, toSeq, at }) =>
      Array.from({ length: toSeq - fromSeq + 1 }, (_, index) => ({
        registrationId,
        seq: fromSeq + index,
        at,
      })),
  )
}

const move = fc.record({
  fromSeq: fc.integer({ min: 0, max: 3000 }),
  length: fc.integer({ min: 1, max: 2500 }),
  gaps: fc.uniqueArray(fc.integer({ min: 1, max: 5500 }), { maxLength: 8 }),
  endSeq: fc.option(fc.integer({ min: 0, max: 5500 }), { nil: undefined }),
  at: fc.integer({ min: 1000, max: 9000 }),
})

it('counts and records each acknowledged seq once, without gaps and seqs after the end of a registration', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 12 }), (given) => {
      const states = given.map(({ fromSeq, endSeq }, index) => ({
        registrationId: index + 1,
        tokenId: (index % 2) + 1,
        sessionNumber: 0,
        ackedSeq: fromSeq,
        headSeq: 6000,
        ...(endSeq !== undefined && { endSeq }),
      }))
      const moves = given.map(({ fromSeq, length, gaps, at }, index) => ({
        registrationId: index + 1,
        tokenId: (index % 2) + 1,
        sessionNumber: 0,
        fromSeq,
        toSeq: fromSeq + length,
        gaps: gaps
          .filter((seq) => seq > fromSeq && seq <= fromSeq + length)
          .sort((a, b) => a - b)
          .map((seq) => [seq, seq] as const),
        at,
      }))
      const expected = given.flatMap(({ fromSeq, length, gaps, endSeq = 6000, at }, index) =>
        Array.from({ length }, (_, step) => ({
          registrationId: index + 1,
          seq: fromSeq + step + 1,
          at,
        })).filter(({ seq }) => !gaps.includes(seq) && seq <= endSeq),
      )
      const plan = planCursorMoves(moves, states)
      const key = ({ registrationId, seq, at }: Acked) => `${registrationId} ${seq} ${at}`
      expect(plan.records.flatMap(unpack).map(key).sort()).toEqual(expected.map(key).sort())
      const counted = plan.counts.reduce((sum, row) => sum + row.count * (row.toSeq - row.fromSeq + 1), 0)
      expect(counted).toBe(expected.length)
      expect(plan.refused).toEqual([])
    }),
    { numRuns: 60 },
  )
})

it('keeps a record within one block of seqs', () => {
  const [state, to] = [{ registrationId: 1, tokenId: 1, sessionNumber: 0, ackedSeq: 0, headSeq: 9000 }, 5000]
  const moves = [{ registrationId: 1, tokenId: 1, sessionNumber: 0, fromSeq: 0, toSeq: to, gaps: [], at: 1 }]
  const { records } = planCursorMoves(moves, [state])
  expect(records.map((record) => record.toSeq)).toEqual([1023, 2047, 3071, 4095, 5000])
  for (const record of records) expect(record.toSeq - record.fromSeq).toBeLessThan(ACK_RECORD_SEQS)
})

it('counts a flush of many registrations in few ranges', () => {
  const moves = Array.from({ length: 500 }, (_, index) => ({
    registrationId: index + 1,
    tokenId: 1,
    sessionNumber: 0,
    fromSeq: 0,
    toSeq: (index % 2) + 1,
    gaps: [],
    at: 1,
  }))
  const states = moves.map(({ registrationId }) => ({
    ...{ registrationId, tokenId: 1, sessionNumber: 0, ackedSeq: 0, headSeq: 9 },
  }))
  expect(planCursorMoves(moves, states).counts).toEqual([
    { tokenId: 1, fromSeq: 1, toSeq: 1, count: 500 },
    { tokenId: 1, fromSeq: 2, toSeq: 2, count: 250 },
  ])
})
