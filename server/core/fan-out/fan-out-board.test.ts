import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyChanges, OUTCOME_NUMBERS, unpackStates } from '#protocol/dashboard/recipient-states.ts'
import { TimeHistogram } from '#protocol/time-histogram.ts'
import type { Reach } from '../presence.ts'
import type { CursorMove, DeliveryRow, NotificationRow } from '../store.ts'
import { FanOutBoard } from './fan-out-board.ts'

const ACCEPTED = 1_000_000

const notification: NotificationRow = {
  ...{ id: 'n', tokenId: 7, clientAppToken: 't', applicationName: 'a', serverApplicationId: 's', seq: 10 },
  ...{ acceptedAt: ACCEPTED, expiresAt: ACCEPTED + 60_000, recipients: 0, acked: 0, pending: 0 },
  ...{ expiredByTtl: 0, cancelled: 0, replaced: 0, revoked: 0 },
}

function rowsOf(recipients: number): DeliveryRow[] {
  // Registration ids have holes, as within a real token.
  return Array.from({ length: recipients }, (_, index) => ({
    ...{ registrationId: 3 + index * 5, aoiClientId: `ac_${index}`, outcome: 'pending' as const },
  }))
}

const move = (registrationId: number, at = ACCEPTED + 5, over: Partial<CursorMove> = {}): CursorMove => ({
  ...{ registrationId, tokenId: 7, sessionNumber: 0, fromSeq: 9, toSeq: 10, gaps: [], at, ...over },
})

type Step =
  | { kind: 'ack'; index: number; after: number }
  | { kind: 'reach'; reach: Reach }
  | { kind: 'reload'; revoked: number }
  | { kind: 'frame' }

const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('ack' as const), index: fc.nat(60), after: fc.nat(100_000) }),
    fc.record({
      kind: fc.constant('reach' as const),
      reach: fc.constantFrom<Reach>('offline', 'queued', 'sent', 'pushQueued', 'pushed'),
    }),
    fc.record({ kind: fc.constant('reload' as const), revoked: fc.nat(60) }),
    fc.record({ kind: fc.constant('frame' as const) }),
  ),
  { maxLength: 40 },
)

describe('a board', () => {
  it('sends frames that add up to a fresh snapshot, with counts that add up to the recipients', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 }), steps, (recipients, history) => {
        const rows = rowsOf(recipients)
        const board = new FanOutBoard(notification, rows)
        const page = {
          states: unpackStates(board.packedStates, recipients),
          histogram: TimeHistogram.from(board.histogram),
          version: board.version,
        }
        board.takeFrame(ACCEPTED)
        page.version = board.version
        for (const step of [...history, { kind: 'frame' } as Step]) act(board, { step, rows, page })
        expect(page.states).toEqual(unpackStates(board.packedStates, recipients))
        expect(page.histogram.toWire()).toEqual(board.histogram)
        const { counts } = board
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(recipients)
        expect(page.histogram.total).toBe(counts.acked)
        for (const [outcome, number] of Object.entries(OUTCOME_NUMBERS))
          expect(page.states.filter((state) => state === number).length).toBe(
            counts[outcome as keyof typeof counts],
          )
      }),
    )
  })

  it('counts an acknowledgement of the notification itself, and not of a gap in its place', () => {
    const board = new FanOutBoard(notification, rowsOf(5))
    board.applyMoves([
      move(3, ACCEPTED + 5, { fromSeq: 2, toSeq: 40 }),
      move(8, ACCEPTED + 5, { gaps: [[10, 10]] }),
      move(13, ACCEPTED + 5, { tokenId: 8 }),
      move(18, ACCEPTED + 5, { fromSeq: 10, toSeq: 12 }),
      move(23, ACCEPTED + 5, { fromSeq: 0, toSeq: 9 }),
      move(999),
    ])
    expect(board.counts).toMatchObject({ acked: 1, pending: 4 })
    expect(board.describe(0)).toMatchObject({ outcome: 'acked', timeToAckMs: 5, aoiClientId: 'ac_0' })
  })

  it('counts an acknowledgement that arrives after the end of the notification', () => {
    const ended = { ...notification, cancelledAt: ACCEPTED + 1 }
    const board = new FanOutBoard(
      ended,
      rowsOf(2).map((row) => ({ ...row, outcome: 'cancelled' as const })),
    )
    expect(board.counts).toMatchObject({ expired: 2 })
    board.applyMoves([move(3)])
    expect(board.counts).toMatchObject({ expired: 1, acked: 1 })
    board.applyReach(() => 'offline')
    expect(board.counts).toMatchObject({ expired: 1, acked: 1 })
  })

  it('finds recipients by outcome, time to ack and id', () => {
    const board = new FanOutBoard(notification, rowsOf(4))
    board.applyMoves([move(3, ACCEPTED + 5), move(13, ACCEPTED + 500)])
    expect(board.filter({ outcome: 'acked' })).toEqual([0, 2])
    expect(board.filter({ from: 5, to: 500 })).toEqual([0])
    expect(board.filter({ aoiClientId: 'ac_3' })).toEqual([3])
  })
})

type Page = { states: Uint8Array; histogram: TimeHistogram; version: number }

function act(
  board: FanOutBoard,
  { step, rows, page }: { step: Step; rows: DeliveryRow[]; page: Page },
): void {
  if (step.kind === 'ack') {
    const row = rows[step.index]
    if (row === undefined || row.outcome !== 'pending') return
    board.applyMoves([move(row.registrationId, ACCEPTED + step.after)])
    rows[step.index] = { ...row, outcome: 'acked', ackedAt: ACCEPTED + step.after }
  } else if (step.kind === 'reach') board.applyReach(() => step.reach)
  else if (step.kind === 'reload') {
    const row = rows[step.revoked]
    if (row?.outcome === 'pending') rows[step.revoked] = { ...row, outcome: 'revoked' }
    board.load(notification, rows)
  } else {
    const frame = board.takeFrame(ACCEPTED)
    if (frame === undefined) return
    expect(frame.version).toBe(page.version + 1)
    page.version = frame.version
    applyChanges(page.states, frame.changes)
    page.histogram.setAll(frame.histogram)
    expect(frame.counts).toEqual(board.counts)
  }
}
