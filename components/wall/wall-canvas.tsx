'use client'

import { type RefObject, useEffect, useRef } from 'react'
import { serverNow } from '../live/server-clock.ts'
import { watchTheme } from '../ui/watch-theme.ts'
import type { LiveLanes } from './live-lanes.ts'
import { paintWall, type WallColours } from './paint-wall.ts'
import { endOf, type Strip } from './wall-layout.ts'

/** The picture moves on this often, by a few pixels: more would cost a display and show nothing. */
const STEP_MILLISECONDS = 66
const COLOUR_CLASSES = ['outcome-acked', 'outcome-pending', 'outcome-expired']

type Props = {
  live: LiveLanes
  list: RefObject<HTMLElement | null>
  /** The shown lanes, in order. */
  order: string
  isPaused: boolean
}

/** The bars of all lanes, over the list. The list says the same in words, so screen readers skip the canvas. */
export function WallCanvas({ live, list, order, isPaused }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const swatches = useRef<SVGSVGElement>(null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new order moves the strips.
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (context == null || list.current === null) return
    return keepPainted(context, { live, list: list.current, swatches: swatches.current, isPaused })
  }, [live, list, order, isPaused])

  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0">
      <svg ref={swatches} width="0" height="0" aria-hidden="true" className="absolute">
        {COLOUR_CLASSES.map((name) => (
          <rect key={name} className={name} />
        ))}
      </svg>
      <canvas ref={canvas} className="absolute size-full" />
    </div>
  )
}

type Parts = { live: LiveLanes; list: HTMLElement; swatches: SVGSVGElement | null; isPaused: boolean }

/**
 * Paints the last frame until the returned function is called. The picture moves from right to left; for people who
 * asked for less motion, it changes once a second.
 */
function keepPainted(
  context: CanvasRenderingContext2D,
  { live, list, swatches, isPaused }: Parts,
): () => void {
  let strips = measure(context.canvas, list)
  let colours = readColours(swatches)
  const paint = (isForced = false) => {
    const { frame } = live
    if (frame === undefined) return
    const end = isPaused ? frame.endsAt : endOf(frame, serverNow())
    if (end === live.paintedEnd && !isForced) return
    live.paintedEnd = end
    paintWall(context, { frame, strips, end, colours })
  }
  const sizes = new ResizeObserver(() => {
    strips = measure(context.canvas, list)
    paint(true)
  })
  sizes.observe(list)
  const unwatch = watchTheme(() => {
    colours = readColours(swatches)
    paint(true)
  })
  paint(true)
  const stop = isPaused || hasLessMotion() ? live.subscribe(() => paint(true)) : repeatPaint(paint)
  return () => {
    stop()
    sizes.disconnect()
    unwatch()
  }
}

function hasLessMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}

/** Waits for a timer first: a request for each frame of the display would cost more than the painting. */
function repeatPaint(paint: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let next = 0
  const wait = () => {
    timer = setTimeout(() => {
      next = requestAnimationFrame(step)
    }, STEP_MILLISECONDS)
  }
  const step = () => {
    paint()
    wait()
  }
  wait()
  return () => {
    clearTimeout(timer)
    cancelAnimationFrame(next)
  }
}

/** Fits the canvas to the list, and returns the places of the strips in it. */
function measure(canvas: HTMLCanvasElement, list: HTMLElement): Strip[] {
  const around = list.getBoundingClientRect()
  canvas.width = Math.round(around.width * devicePixelRatio)
  canvas.height = Math.round(around.height * devicePixelRatio)
  return [...list.querySelectorAll<HTMLElement>('[data-lane]')].map((strip) => {
    const { left, top, width, height } = strip.getBoundingClientRect()
    return { key: strip.dataset.lane ?? '', left: left - around.left, top: top - around.top, width, height }
  })
}

function readColours(swatches: SVGSVGElement | null): WallColours {
  const [filled = '', outline = '', empty = ''] = [...(swatches?.children ?? [])].map(
    (swatch) => getComputedStyle(swatch).fill,
  )
  return { filled, outline, empty }
}
