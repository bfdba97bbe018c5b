import { LIMITS, utf8Bytes } from '#protocol'
import {
  packBar,
  WALL_BAR_MILLISECONDS,
  WALL_BARS,
  WALL_LANE_BYTES,
  type WallFrame,
  type WallLane,
} from '#protocol/dashboard/wall.ts'
import { type Lane, slotOf } from './lane.ts'

/** The event's name and the place of the bars in it, as Socket.IO writes them around the frame. */
const ENVELOPE_BYTES = 128

/** The parts of a lane that are not in its counts. */
export type ShownLane = { lane: Lane } & Pick<WallLane, 'key' | 'name' | 'online'> &
  Partial<Pick<WallLane, 'applicationName' | 'simulated' | 'slow'>>

export type FrameInput = Pick<WallFrame, 'unit' | 'missing' | 'more'> & {
  now: number
  /** Seconds since the counts began, for the rates of the first moments. */
  countedSeconds: number
  lanes: readonly ShownLane[]
}

/**
 * Writes a frame of at most `LIMITS.wallFrameBytes`. The bars always fit, and names nearly always; ids of notifications
 * are added while there is room, the newest first.
 */
export function writeFrame({ now, countedSeconds, lanes, ...input }: FrameInput): WallFrame {
  const described = lanes.map((shown) => describeLane(shown, { now, countedSeconds }))
  const frame: WallFrame = {
    ...input,
    endsAt: (slotOf(now) + 1) * WALL_BAR_MILLISECONDS,
    lanes: [],
    bars: new Uint8Array(0),
  }
  let room = LIMITS.wallFrameBytes - ENVELOPE_BYTES - bytesOf(frame)
  for (const lane of described) {
    const bytes = bytesOf(lane.described) + 1 + WALL_LANE_BYTES
    if (bytes > room) break
    room -= bytes
    frame.lanes.push(lane.described)
  }
  const kept = described.slice(0, frame.lanes.length)
  frame.more += described.length - kept.length
  addIds(kept, room)
  frame.bars = new Uint8Array(kept.length * WALL_LANE_BYTES)
  for (const [index, { lane }] of kept.entries())
    packLane(frame.bars, { lane, now, first: index * WALL_BARS })
  return frame
}

type Described = { lane: Lane; described: WallLane; ids: [place: number, id: string][] }

function describeLane(
  { lane, ...shown }: ShownLane,
  { now, countedSeconds }: { now: number; countedSeconds: number },
): Described {
  const { notifications, recipients, acked } = lane.sums
  const seconds = Math.min(LIMITS.wallSeconds, Math.max(1, countedSeconds))
  const p95Ms = lane.times.percentile(0.95)
  const ids: Described['ids'] = []
  for (const [place, slot] of lane.bars(now))
    if (slot.notifications === 1 && slot.id !== undefined) ids.push([place, slot.id])
  const described: WallLane = {
    ...shown,
    rate: Math.round((10 * notifications) / seconds) / 10,
    ...{ backlog: Math.max(0, lane.backlog), recipients, acked, ids: [] },
    ...(p95Ms !== undefined && { p95Ms: Math.round(p95Ms) }),
  }
  return { lane, described, ids }
}

/** Adds ids to the lanes, the newest of all first, as long as `room` has bytes for them. */
function addIds(lanes: readonly Described[], room: number): void {
  const all = lanes.flatMap(({ described, ids }) => ids.map((entry) => ({ described, entry })))
  all.sort((one, other) => other.entry[0] - one.entry[0])
  let rest = room
  for (const { described, entry } of all) {
    rest -= bytesOf(entry) + 1
    if (rest < 0) return
    described.ids.push(entry)
  }
}

function packLane(bytes: Uint8Array, { lane, now, first }: { lane: Lane; now: number; first: number }): void {
  const bars = [...lane.bars(now)]
  const most = Math.max(1, ...bars.map(([, { recipients }]) => recipients))
  for (const [place, bar] of bars) packBar(bytes, { at: first + place, bar, most })
}

function bytesOf(value: unknown): number {
  return utf8Bytes(JSON.stringify(value))
}
