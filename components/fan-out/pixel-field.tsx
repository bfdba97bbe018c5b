'use client'

import { useEffect, useRef } from 'react'
import { RECIPIENT_OUTCOMES } from '#protocol/dashboard/fan-out.ts'
import { moveByKey } from './field-keys.ts'
import { OUTCOME_FILLS } from './outcome-look.tsx'
import { columnsFor, paintPixels, parseColour } from './paint-pixels.ts'
import type { FieldProps } from './recipient-field.tsx'

/** A pixel each, painted at once: 100,000 recipients are 400 by 250. The colours are those of the page, whatever its theme. */
export function PixelField({ states, tick, at, label, name, onMove, onOpen }: FieldProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const swatches = useRef<SVGSVGElement>(null)
  const image = useRef<ImageData>(undefined)
  const columns = columnsFor(states.length)
  const rows = Math.ceil(states.length / columns)

  // biome-ignore lint/correctness/useExhaustiveDependencies: `tick` tells that `states` was changed in place
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (context == null) return
    const colours = [...(swatches.current?.children ?? [])].map((swatch) =>
      parseColour(getComputedStyle(swatch).fill),
    )
    if (image.current?.width !== columns || image.current.height !== rows)
      image.current = context.createImageData(columns, rows)
    paintPixels(new Uint32Array(image.current.data.buffer), { states, colours })
    context.putImageData(image.current, 0, 0)
  }, [states, tick, columns, rows])

  const find = (event: React.MouseEvent<HTMLCanvasElement>): number | undefined => {
    const box = event.currentTarget.getBoundingClientRect()
    const column = Math.floor(((event.clientX - box.left) / box.width) * columns)
    const row = Math.floor(((event.clientY - box.top) / box.height) * rows)
    const index = row * columns + column
    return index >= 0 && index < states.length ? index : undefined
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
        aria-valuemax={states.length}
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
          const moved = moveByKey(event.key, { at, columns, points: states.length })
          if (moved === undefined) return
          event.preventDefault()
          onMove(moved)
        }}
      />
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
    </div>
  )
}
