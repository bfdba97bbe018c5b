import { LIMITS } from '#protocol'
import type { Run } from '#server/core/delivery/gap-runs.ts'
import type { Step } from '#server/core/delivery/plan-delivery.ts'
import type { LogEntry } from '#server/core/store.ts'
import { eventFrame } from './event-frame.ts'

/** The free part of a window: notifications and bytes that may still be sent before the member acknowledges. */
export type Credit = { notifications: number; bytes: number }

/**
 * Several frames in one buffer: one write for each member at the same place of the log. Gaps count against the window
 * as well. Otherwise a log of nothing but gaps would be sent without end to a client that does not read.
 */
export type Batch = {
  buffer: Buffer
  /** The notifications in it, ascending, for a transport that encodes them itself. */
  entries: readonly LogEntry[]
  /** The last seq that it covers. */
  toSeq: number
  notifications: number
  bytes: number
  gaps: Run[]
}

const NOTHING = Buffer.alloc(0)

export const FULL_WINDOW: Credit = { notifications: LIMITS.windowNotifications, bytes: LIMITS.windowBytes }

/**
 * Joins the frames of as many steps as the credit allows. A notification larger than the whole window goes alone.
 * Returns `undefined` if nothing fits.
 */
export function packBatch(input: {
  clientAppToken: string
  steps: readonly Step[]
  credit: Credit
  frameOf: (entry: LogEntry) => Buffer
}): Batch | undefined {
  const { clientAppToken, credit } = input
  const frames: Buffer[] = []
  const entries: LogEntry[] = []
  const batch: Batch = { buffer: NOTHING, entries, toSeq: 0, notifications: 0, bytes: 0, gaps: [] }
  for (const step of input.steps) {
    if (step.kind === 'gap') {
      const { fromSeq, toSeq, reason } = step
      const gap = { messageType: 'notificationGap', clientAppToken, fromSeq, toSeq, reason } as const
      const frame = eventFrame('notificationGap', gap)
      frames.push(frame)
      batch.bytes += frame.byteLength
      batch.gaps.push([fromSeq, toSeq])
      batch.toSeq = toSeq
      continue
    }
    const frame = input.frameOf(step.entry)
    if (!fits(batch, { frame, credit })) break
    frames.push(frame)
    entries.push(step.entry)
    batch.notifications += 1
    batch.bytes += frame.byteLength
    batch.toSeq = step.entry.seq
  }
  if (frames.length === 0) return undefined
  batch.buffer = joinFrames(frames)
  return batch
}

function fits(
  batch: { notifications: number; bytes: number },
  next: { frame: Buffer; credit: Credit },
): boolean {
  if (batch.notifications + 1 > next.credit.notifications) return false
  const alone = batch.notifications === 0 && next.credit.bytes >= LIMITS.windowBytes
  return alone || batch.bytes + next.frame.byteLength <= next.credit.bytes
}

function joinFrames(frames: Buffer[]): Buffer {
  const [only] = frames
  return frames.length === 1 && only !== undefined ? only : Buffer.concat(frames)
}
