import { WALL_BARS, type WallFrame } from '#protocol/dashboard/wall.ts'
import { barAt, type DrawnBar, placeBar, type Strip } from './wall-layout.ts'

/** Colours as the browser computes them. */
export type WallColours = { filled: string; outline: string; empty: string }

type Picture = { frame: WallFrame; strips: readonly Strip[]; end: number; colours: WallColours }

/** Draws all bars anew. An outline stands for recipients without an ack, so that no state is told by colour alone. */
export function paintWall(context: CanvasRenderingContext2D, { frame, strips, end, colours }: Picture): void {
  const { width, height } = context.canvas
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.clearRect(0, 0, width, height)
  const scale = globalThis.devicePixelRatio
  context.setTransform(scale, 0, 0, scale, 0, 0)
  const lanes = new Map(frame.lanes.map(({ key }, lane) => [key, lane]))
  const drawn = strips.flatMap((strip) => placeBars(strip, { frame, end, lane: lanes.get(strip.key) }))
  paintFilled(context, { drawn, colours })
  context.strokeStyle = colours.outline
  context.beginPath()
  for (const { outline, isEmpty, filled } of drawn)
    if (!isEmpty && filled.height < outline.height)
      context.rect(outline.x + 0.5, outline.y + 0.5, outline.width - 1, outline.height - 1)
  context.stroke()
}

function placeBars(
  strip: Strip,
  { frame, end, lane }: { frame: WallFrame; end: number; lane: number | undefined },
): DrawnBar[] {
  const drawn: DrawnBar[] = []
  if (lane === undefined) return drawn
  for (let place = 0; place < WALL_BARS; place += 1) {
    const bar = barAt(frame, { lane, place })
    const placed = bar === undefined ? undefined : placeBar(bar, { strip, place, frame, end })
    if (placed !== undefined) drawn.push(placed)
  }
  return drawn
}

/** One path for all bars of a colour: a call for each would cost more than the drawing. */
function paintFilled(
  context: CanvasRenderingContext2D,
  { drawn, colours }: { drawn: readonly DrawnBar[]; colours: WallColours },
): void {
  for (const isEmpty of [false, true]) {
    context.fillStyle = isEmpty ? colours.empty : colours.filled
    context.beginPath()
    for (const bar of drawn) {
      if (bar.isEmpty !== isEmpty) continue
      const { x, y, width, height } = isEmpty ? bar.outline : bar.filled
      context.rect(x, y, width, height)
    }
    context.fill()
  }
}
