import { PAGE_LIMITS } from '../page-limits.ts'

/** Each application has a lane, or each token. */
export const WALL_UNITS = ['application', 'token'] as const
export type WallUnit = (typeof WALL_UNITS)[number]

/** The wall that a page follows. Pages that follow equal walls share their frames. */
export type WallView = {
  view: 'wall'
  unit: WallUnit
  /** Keys of the chosen lanes. Without it, the lanes with the largest flow. */
  lanes?: string[] | undefined
  /** Only lanes whose name or application contains this text. */
  search?: string | undefined
  /** Shows simulated recipients too. */
  simulated?: true | undefined
}

/** The time of a bar: it has the notifications that were accepted within it. */
export const WALL_BAR_MILLISECONDS = 250
/** Bars of a lane. */
export const WALL_BARS = (PAGE_LIMITS.wallSeconds * 1000) / WALL_BAR_MILLISECONDS

/** One lane, without its bars. All counts but the backlog are of the time that the bars show. */
export type WallLane = {
  /** An ApplicationName, or the row id of a token. */
  key: string
  /** An ApplicationName, or the fingerprint of a token; empty for a chosen token without notifications. */
  name: string
  /** Of a token. */
  applicationName?: string
  simulated?: true
  /** Members wait long for their notifications: `LIMITS.wallSlowMilliseconds`. */
  slow?: true
  /** Accepted notifications a second. */
  rate: number
  /** Recipients of the counted notifications that have not acknowledged them and still may. */
  backlog: number
  /** Connected members of the token, or of the tokens of the application with notifications. */
  online: number
  /** 95th percentile of the times to ack. */
  p95Ms?: number
  recipients: number
  acked: number
  /** The ids of notifications that have a bar of their own, with the place of the bar. The oldest may be missing. */
  ids: (readonly [place: number, id: string])[]
}

/** A frame is complete, so that a lost one is replaced by the next. */
export type WallFrame = {
  /** The end of the last bar (Unix ms). */
  endsAt: number
  unit: WallUnit
  /** Running nodes whose counts are missing. */
  missing: number
  /** Slow lanes first. */
  lanes: WallLane[]
  /** Further lanes with notifications. */
  more: number
  /** `packBar` of each bar, lane by lane, the oldest bar first. */
  bars: Uint8Array
}

/** A bar. `size` is a share of the lane's largest bar, `filled` the share of acknowledged recipients. */
export type WallBar = { notifications: number; size: number; filled: number }

const BAR_BYTES = 3
const MOST = 255

/** The bytes of the bars of one lane. */
export const WALL_LANE_BYTES = WALL_BARS * BAR_BYTES

/** A bar with any acknowledged recipient is not empty, and only one with all of them is full. */
export type CountedBar = { notifications: number; recipients: number; acked: number }

/** Writes a bar of a lane whose largest bar has `most` recipients. Numbers above 255 notifications are 255. */
export function packBar(
  bytes: Uint8Array,
  { at, bar, most }: { at: number; bar: CountedBar; most: number },
): void {
  const { notifications, recipients, acked } = bar
  const place = at * BAR_BYTES
  bytes[place] = Math.min(MOST, notifications)
  bytes[place + 1] = recipients === 0 ? 0 : Math.max(1, Math.round(MOST * Math.sqrt(recipients / most)))
  if (recipients > 0 && acked >= recipients) bytes[place + 2] = MOST
  else if (acked > 0) bytes[place + 2] = Math.max(1, Math.floor(((MOST - 1) * acked) / recipients))
}

/** Reads the bar at a place, counted over all lanes. */
export function readBar(bytes: Uint8Array, at: number): WallBar {
  const place = at * BAR_BYTES
  return {
    notifications: bytes[place] ?? 0,
    size: (bytes[place + 1] ?? 0) / MOST,
    filled: (bytes[place + 2] ?? 0) / MOST,
  }
}
