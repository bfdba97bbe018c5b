import { LIMITS } from '#protocol'
import type { Run } from '../core/delivery/gap-runs.ts'
import type { Step } from '../core/delivery/plan-delivery.ts'
import type { LogEntry } from '../core/store.ts'
import { eventFrame } from './event-frame.ts'

/** Notifications and bytes that may still be sent before the member acknowledges. */
export type Room = { notifications: number; bytes: number }

/**
 * Several frames in one buffer: one write for each member at the same place of the log. Gaps count against the window
 * as well. Otherwise a log of nothing but gaps would be sent without end to a client that does not read.
 */
export type Shipment = {
  buffer: Buffer
  /** The notifications in it, ascending, for a carrier that encodes them itself. */
  entries: readonly LogEntry[]
  /** The last seq that it covers. */
  toSeq: number
  notifications: number
  bytes: number
  gaps: Run[]
}

const NOTHING = Buffer.alloc(0)

export const FULL_WINDOW: Room = { notifications: LIMITS.windowNotifications, bytes: LIMITS.windowBytes }

/**
 * Joins the frames of as many steps as fit into the room. A notification larger than the whole window goes alone.
 * Returns `undefined` if nothing fits.
 */
export function packShipment(input: {
  clientAppToken: string
  steps: readonly Step[]
  room: Room
  frameOf: (entry: LogEntry) => Buffer
}): Shipment | undefined {
  const { clientAppToken, room } = input
  const frames: Buffer[] = []
  const entries: LogEntry[] = []
  const shipment: Shipment = { buffer: NOTHING, entries, toSeq: 0, notifications: 0, bytes: 0, gaps: [] }
  for (const step of input.steps) {
    if (step.kind === 'gap') {
      const { fromSeq, toSeq, reason } = step
      const gap = { messageType: 'notificationGap', clientAppToken, fromSeq, toSeq, reason } as const
      const frame = eventFrame('notificationGap', gap)
      frames.push(frame)
      shipment.bytes += frame.byteLength
      shipment.gaps.push([fromSeq, toSeq])
      shipment.toSeq = toSeq
      continue
    }
    const frame = input.frameOf(step.entry)
    if (!fits(shipment, { frame, room })) break
    frames.push(frame)
    entries.push(step.entry)
    shipment.notifications += 1
    shipment.bytes += frame.byteLength
    shipment.toSeq = step.entry.seq
  }
  if (frames.length === 0) return undefined
  shipment.buffer = joinFrames(frames)
  return shipment
}

function fits(
  shipment: { notifications: number; bytes: number },
  next: { frame: Buffer; room: Room },
): boolean {
  if (shipment.notifications + 1 > next.room.notifications) return false
  const alone = shipment.notifications === 0 && next.room.bytes >= LIMITS.windowBytes
  return alone || shipment.bytes + next.frame.byteLength <= next.room.bytes
}

function joinFrames(frames: Buffer[]): Buffer {
  const [only] = frames
  return frames.length === 1 && only !== undefined ? only : Buffer.concat(frames)
}
