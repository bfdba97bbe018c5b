import {
  readBar,
  WALL_BAR_MILLISECONDS,
  WALL_BARS,
  type WallBar,
  type WallFrame,
} from '#protocol/dashboard/wall.ts'

const WINDOW_MILLISECONDS = WALL_BARS * WALL_BAR_MILLISECONDS
const GAP = 2
const LEAST_HEIGHT = 4
/** Between two frames, the picture moves on for this long at most: a lost feed must not look like a silent lane. */
const AHEAD_MILLISECONDS = 1500

/** The strip of a lane, in pixels of the canvas. */
export type Strip = { key: string; left: number; top: number; width: number; height: number }

export type Box = { x: number; y: number; width: number; height: number }
/** A bar as it is drawn: the part of its acknowledged recipients is filled from below. */
export type DrawnBar = { outline: Box; filled: Box; isEmpty: boolean }

/** The time at the right end of all strips (Unix ms): the end of the frame, or a little later. */
export function endOf(frame: WallFrame, now: number): number {
  return Math.min(Math.max(frame.endsAt, now), frame.endsAt + AHEAD_MILLISECONDS)
}

/** Reads the bar of a lane; `undefined` if it has no notifications. */
export function barAt(
  { bars }: WallFrame,
  { lane, place }: { lane: number; place: number },
): WallBar | undefined {
  const bar = readBar(bars, lane * WALL_BARS + place)
  return bar.notifications === 0 ? undefined : bar
}

/** Places the bar in its strip; `undefined` if it has left. `end` is the time at the right end. */
export function placeBar(
  bar: WallBar,
  { strip, place, frame, end }: { strip: Strip; place: number; frame: WallFrame; end: number },
): DrawnBar | undefined {
  const step = strip.width / WALL_BARS
  const startsAt = frame.endsAt - (WALL_BARS - place) * WALL_BAR_MILLISECONDS
  const x = strip.left + strip.width - ((end - startsAt) / WINDOW_MILLISECONDS) * strip.width
  if (x < strip.left - 1) return undefined
  const isEmpty = bar.size === 0
  const height = isEmpty ? LEAST_HEIGHT : Math.max(LEAST_HEIGHT, bar.size * strip.height)
  const bottom = strip.top + strip.height
  const outline = { x, y: bottom - height, width: Math.max(1, step - GAP), height }
  const risen = height * bar.filled
  return { outline, filled: { ...outline, y: bottom - risen, height: risen }, isEmpty }
}

/** The place of the bar at `x`, in pixels from the left of the strip; `undefined` beside all bars. */
export function placeAt(
  x: number,
  { width, frame, end }: { width: number; frame: WallFrame; end: number },
): number | undefined {
  const at = end - (1 - x / width) * WINDOW_MILLISECONDS
  const place = WALL_BARS - Math.ceil((frame.endsAt - at) / WALL_BAR_MILLISECONDS)
  return place >= 0 && place < WALL_BARS ? place : undefined
}

/** The times of a bar (Unix ms). */
export function timesOf({ endsAt }: WallFrame, place: number): { from: number; to: number } {
  const from = endsAt - (WALL_BARS - place) * WALL_BAR_MILLISECONDS
  return { from, to: from + WALL_BAR_MILLISECONDS - 1 }
}
