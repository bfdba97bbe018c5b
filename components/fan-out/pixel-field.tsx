'use client'

import { useEffect, useRef } from 'react'
import { RECIPIENT_OUTCOMES } from '#protocol/dashboard/recipient-states.ts'
import { watchTheme } from '../ui/watch-theme.ts'
import { moveByKey } from './field-keys.ts'
import type { FieldProps } from './field-props.ts'
import { type LiveFanOut, useProgress } from './live-fan-out.ts'
import { OUTCOME_FILLS } from './outcome-look.tsx'
import { columnsFor, paintPixels, parseColour } from './paint-pixels.ts'

/**
 * One pixel for each recipient, painted at once: 100,000 recipients are 400 by 250. The colours follow the page's
 * theme. Frames are painted without React, which has nothing to change for them.
 */
export function PixelField({ live, at, label, name, onMove, onOpen }: FieldProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const swatches = useRef<SVGSVGElement>(null)
  const recipients = useProgress(live, ({ states }) => states.length)
  const columns = columnsFor(recipients)
  const rows = Math.ceil(recipients / columns)

  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    return context == null ? undefined : keepPainted(context, { live, swatches: swatches.current })
  }, [live])

  const find = (event: React.MouseEvent<HTMLCanvasElement>): number | undefined => {
    const box = event.currentTarget.getBoundingClientRect()
    const column = Math.floor(((event.clientX - box.left) / box.width) * columns)
    const row = Math.floor(((event.clientY - box.top) / box.height) * rows)
    const index = row * columns + column
    return index >= 0 && index < recipients ? index : undefined
  }

  return (
    <div className="relative">
      <svg ref={swatches} width="0" height="0" aria-hidden="true" className="absolute">
        {RECIPIENT_OUTCOMES.map((outcome) => (
          <rect key={outcome} className={OUTCOME_FILLS[outcome]} />
        ))}
      </svg>
      <canvas
        ref={canvas}
        width={columns}
        height={rows}
        role="slider"
        aria-label={label}
        aria-valuemin={1}
        aria-valuemax={recipients}
        aria-valuenow={at + 1}
        aria-valuetext={name}
        tabIndex={0}
        className="pixel-field block w-full cursor-crosshair border border-line"
        onClick={(event) => {
          const index = find(event)
          if (index !== undefined) onOpen(index)
        }}
        onMouseMove={(event) => {
          const index = find(event)
          if (index !== undefined) onMove(index)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') return onOpen(at)
          const moved = moveByKey(event.key, { at, columns, points: recipients })
          if (moved === undefined) return
          event.preventDefault()
          onMove(moved)
        }}
      />
      <Cursor {...{ at, columns, rows }} />
    </div>
  )
}

/** A ring around the recipient under the pointer or the keyboard. */
function Cursor({ at, columns, rows }: { at: number; columns: number; rows: number }) {
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${columns} ${rows}`}
      preserveAspectRatio="none"
      className="pointer-events-none absolute inset-0 size-full"
    >
      <circle
        cx={(at % columns) + 0.5}
        cy={Math.floor(at / columns) + 0.5}
        r="3"
        fill="none"
        vectorEffect="non-scaling-stroke"
        className="stroke-2 stroke-ink"
      />
    </svg>
  )
}

/** Paints the progress now and whenever it or the theme changes. Returns a function that stops it. */
function keepPainted(
  context: CanvasRenderingContext2D,
  { live, swatches }: { live: LiveFanOut; swatches: SVGSVGElement | null },
): () => void {
  const readColours = () =>
    [...(swatches?.children ?? [])].map((swatch) => parseColour(getComputedStyle(swatch).fill))
  const image = context.createImageData(context.canvas.width, context.canvas.height)
  const pixels = new Uint32Array(image.data.buffer)
  let colours = readColours()
  const paint = () => {
    paintPixels(pixels, { states: live.progress.states, colours })
    context.putImageData(image, 0, 0)
  }
  paint()
  const leave = live.subscribe(paint)
  const unwatch = watchTheme(() => {
    colours = readColours()
    paint()
  })
  return () => {
    leave()
    unwatch()
  }
}
