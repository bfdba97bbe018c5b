import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeAckRuns, encodeAckRuns, findAckRuns } from './ack-runs.ts'

const base = { fromRegistrationId: 7, fromSeq: 2048, at: 1_800_000_000_000 }

const runs = fc
  .array(
    fc.record({
      registrationId: fc.integer({ min: 7, max: 2_147_483_647 }),
      fromSeq: fc.integer({ min: 2048, max: 2 ** 40 }),
      length: fc.integer({ min: 0, max: 1023 }),
      later: fc.integer({ min: 0, max: 2 ** 42 }),
    }),
  )
  .map((rows) =>
    rows
      .sort((a, b) => a.registrationId - b.registrationId)
      .map(({ registrationId, fromSeq, length, later }) => ({
        registrationId,
        fromSeq,
        toSeq: fromSeq + length,
        at: base.at + later,
      })),
  )

const crowd = runs.map((rows) =>
  rows.map((run, index) => ({ ...run, registrationId: 7 + Math.floor(index / 2) })),
)

it('unpacks the same runs that it packed', () => {
  fc.assert(
    fc.property(runs, (packed) => {
      expect(decodeAckRuns(base, encodeAckRuns(base, packed))).toEqual(packed)
    }),
  )
})

it('finds the runs that contain a seq, only for the given registrations', () => {
  const ids = fc.integer({ min: 7, max: 40 })
  fc.assert(
    fc.property(crowd, ids, ids, fc.nat({ max: 1100 }), (given, firstId, lastId, later) => {
      const packed = given.map((run) => ({
        ...run,
        fromSeq: 2048 + (run.fromSeq % 64),
        toSeq: 2048 + (run.fromSeq % 64) + 9,
      }))
      const record = { ...base, runs: encodeAckRuns(base, packed) }
      const seq = 2048 + (later % 80)
      const wanted = packed.filter(
        (run) =>
          run.registrationId >= firstId &&
          run.registrationId <= lastId &&
          run.fromSeq <= seq &&
          run.toSeq >= seq,
      )
      expect(findAckRuns(record, { seq, firstId, lastId })).toEqual(wanted)
    }),
  )
})

it('packs the usual run into four bytes', () => {
  const run = { registrationId: 8, fromSeq: 2048, toSeq: 2048, at: base.at }
  expect(encodeAckRuns(base, [run]).length).toBe(4)
})

it('refuses a run before its base, and bytes that end inside a run', () => {
  const run = { registrationId: 300, fromSeq: 5000, toSeq: 5000, at: base.at }
  expect(() => encodeAckRuns(base, [{ ...run, registrationId: 6 }])).toThrow(RangeError)
  const bytes = encodeAckRuns(base, [run])
  expect(() => decodeAckRuns(base, bytes.subarray(0, -1))).toThrow(RangeError)
})
