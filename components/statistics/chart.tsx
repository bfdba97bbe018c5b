'use client'

import 'uplot/dist/uPlot.min.css'
import { useContext, useEffect, useRef } from 'react'
import UPlot from 'uplot'
import { LocaleContext } from '../i18n/use-texts.ts'
import type { Zone } from '../ui/format.ts'
import { watchTheme } from '../ui/watch-theme.ts'
import { type ChartColour, type ChartLine, chartOptions } from './chart-options.ts'
import type { ChartPlan } from './series.ts'
import { timeLabels } from './time-labels.ts'

const HEIGHT = 150
const COLOURS = {
  accent: 'text-accent',
  muted: 'text-muted',
  line: 'text-line',
  ink: 'text-ink',
  pending: 'text-pending',
  danger: 'text-danger',
} as const satisfies Record<ChartColour, string>

type Props = {
  /** Says what the chart shows; the table below the charts has the values. */
  label: string
  /** Starts of the points, in Unix seconds. */
  times: readonly number[]
  lines: readonly ChartLine[]
  format: (value: number) => string
  unit: ChartPlan['unit']
  pointSeconds: number
  zone: Zone
  /** The point that the reader looks at. */
  place: number
  onPlace: (place: number) => void
  onOpen: (place: number) => void
  /** Unix seconds. */
  onBrush: (from: number, to: number) => void
}

/** A chart over time. A drag chooses a time range, a click opens the list behind a point. */
export function Chart(props: Props) {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<UPlot>(undefined)
  const latest = useRef(props)
  const locale = useContext(LocaleContext)
  const { times, lines, unit, pointSeconds, zone, place } = props
  useEffect(() => {
    latest.current = props
  })
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const colours = readColours(element)
    const options = chartOptions({
      ...{ lines, unit, pointSeconds, colourOf: (colour) => colours[colour] ?? '' },
      format: (value) => latest.current.format(value),
      formatTimes: timeLabels(locale, zone),
      font: `11px ${getComputedStyle(element).fontFamily}`,
      size: { width: element.clientWidth, height: HEIGHT },
      onBrush: (from, to) => latest.current.onBrush(from, to),
    })
    const data: UPlot.AlignedData = [[...times], ...lines.map(({ values }) => [...values])]
    const made = new UPlot({ ...options, ...(zone === 'UTC' && { tzDate: utcDate }) }, data, element)
    plot.current = made
    const stopPointing = followPointer(made, latest)
    const stopTheme = watchTheme(() => {
      Object.assign(colours, readColours(element))
      made.redraw(false)
    })
    const sizes = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }))
    sizes.observe(element)
    return () => {
      for (const stop of [stopPointing, stopTheme, () => sizes.disconnect(), () => made.destroy()]) stop()
      plot.current = undefined
    }
  }, [times, lines, unit, pointSeconds, zone, locale])
  useEffect(() => {
    const at = times[place]
    const made = plot.current
    if (at !== undefined && made !== undefined)
      made.setCursor({ left: made.valToPos(at, 'x'), top: 0 }, false)
  })
  return (
    <div
      ref={box}
      role="img"
      aria-label={props.label}
      className="mt-1 h-[150px] w-full min-w-0 overflow-hidden"
    >
      {Object.entries(COLOURS).map(([colour, look]) => (
        <span key={colour} data-colour={colour} className={`hidden ${look}`} />
      ))}
    </div>
  )
}

type Colours = Partial<Record<string, string>>

/** Canvas knows no variables of CSS, so hidden elements resolve them. */
function readColours(element: HTMLElement): Colours {
  const probes = element.querySelectorAll<HTMLElement>('[data-colour]')
  return Object.fromEntries([...probes].map((probe) => [probe.dataset.colour, getComputedStyle(probe).color]))
}

function utcDate(seconds: number): Date {
  return UPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC')
}

/** Reports the point under the pointer, and a click that does not end a drag. */
function followPointer(made: UPlot, latest: { current: Props }): () => void {
  const { over } = made
  let pressedAt = 0
  const onMove = () => {
    if (made.cursor.idx != null) latest.current.onPlace(made.cursor.idx)
  }
  const onDown = (event: MouseEvent) => {
    pressedAt = event.clientX
  }
  const onClick = (event: MouseEvent) => {
    if (Math.abs(event.clientX - pressedAt) < 4 && made.cursor.idx != null)
      latest.current.onOpen(made.cursor.idx)
  }
  over.addEventListener('mousemove', onMove)
  over.addEventListener('mousedown', onDown)
  over.addEventListener('click', onClick)
  return () => {
    over.removeEventListener('mousemove', onMove)
    over.removeEventListener('mousedown', onDown)
    over.removeEventListener('click', onClick)
  }
}
