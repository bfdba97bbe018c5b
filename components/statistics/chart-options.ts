import type uPlot from 'uplot'
import type { ChartPlan } from './series.ts'

/** Colours that a chart reads from the page, so that it follows the theme. */
export type ChartColour = 'accent' | 'muted' | 'line' | 'ink' | 'pending' | 'danger'

export type ChartLine = {
  values: readonly (number | null)[]
  look: 'area' | 'line' | 'slow' | 'slowest' | 'before'
}

const COLOURS = {
  area: 'accent',
  line: 'accent',
  slow: 'pending',
  slowest: 'danger',
  before: 'muted',
} as const satisfies Record<ChartLine['look'], ChartColour>

/** Lengths of dashes and gaps, in pixels. */
const DASHES = {
  area: [],
  line: [],
  slow: [8, 3],
  slowest: [2, 2],
  before: [4, 4],
} as const satisfies Record<ChartLine['look'], readonly number[]>

export type ChartParts = {
  lines: readonly ChartLine[]
  format: (value: number) => string
  /** Writes the labels of the time axis; all times in seconds. */
  formatTimes: (at: readonly number[], step: number) => string[]
  unit: ChartPlan['unit']
  pointSeconds: number
  colourOf: (colour: ChartColour) => string
  font: string
  size: { width: number; height: number }
  onBrush: (from: number, to: number) => void
}

const COUNT_STEPS = stepsOf([1, 2, 5], 12)
/** Milliseconds: powers of ten up to a second, and then steps of the clock. */
const LENGTH_STEPS = [
  ...stepsOf([1, 2, 5], 3),
  ...[1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400].map((seconds) => seconds * 1000),
]
const TIME_STEPS = [60, 300, 600, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400].concat(
  [2, 7, 14, 28, 56, 112].map((days) => days * 86_400),
)
const LEAST_BRUSH_PIXELS = 6
const AXIS_PIXELS = { x: 26, y: 58 }
const LABEL_PIXELS = { x: 64, y: 26 }

/** Returns the options of one chart of uPlot: gaps for missing values, an axis of time and one of values from zero. */
export function chartOptions(parts: ChartParts): uPlot.Options {
  const { lines, size, onBrush, pointSeconds } = parts
  return {
    ...size,
    legend: { show: false },
    // The last label of the time axis reaches beyond its tick.
    padding: [8, 24, 0, 0],
    cursor: { y: false, drag: { x: true, y: false, setScale: false }, points: { show: true } },
    scales: { x: { time: true }, y: { range: (_, __, most) => [0, topOf(most)] } },
    axes: [timeAxis(parts), valueAxis(parts)],
    series: [{}, ...lines.map((line) => seriesOf(line, parts))],
    hooks: {
      setSelect: [
        (plot) => {
          const { left, width } = plot.select
          if (width < LEAST_BRUSH_PIXELS) return
          onBrush(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x') + pointSeconds)
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
        },
      ],
    },
  }
}

function topOf(most: number | null): number {
  return most === null || most <= 0 ? 1 : most * 1.08
}

function seriesOf({ values, look }: ChartLine, { colourOf }: ChartParts): uPlot.Series {
  const stroke = () => colourOf(COLOURS[look])
  const isLone = (at: number) => values[at - 1] == null && values[at + 1] == null
  const lone = [...values.keys()].filter((at) => values[at] !== null && isLone(at))
  return {
    stroke,
    width: look === 'before' ? 1 : 1.5,
    spanGaps: false,
    dash: [...DASHES[look]],
    ...(look === 'area' && { fill: () => withAlpha(colourOf('accent')) }),
    // A value between two gaps has no line, so it is drawn as a point.
    points: { show: lone.length > 0, size: 4, fill: stroke, filter: () => lone },
  }
}

function withAlpha(colour: string): string {
  return colour.replace(/^rgb\((.+)\)$/, 'rgba($1, 0.15)')
}

function timeAxis({ colourOf, font, formatTimes }: ChartParts): uPlot.Axis {
  return {
    ...{ font, stroke: () => colourOf('muted'), size: AXIS_PIXELS.x, space: LABEL_PIXELS.x },
    ...{ incrs: TIME_STEPS, grid: { show: false } },
    ticks: { stroke: () => colourOf('line'), width: 1, size: 4 },
    values: (_, at, __, ___, step) => formatTimes(at, step),
  }
}

function valueAxis({ colourOf, font, format, unit }: ChartParts): uPlot.Axis {
  return {
    ...{ font, stroke: () => colourOf('muted'), size: AXIS_PIXELS.y, space: LABEL_PIXELS.y },
    incrs: unit === 'length' ? LENGTH_STEPS : COUNT_STEPS,
    grid: { stroke: () => colourOf('line'), width: 1 },
    ticks: { show: false },
    values: (_, values) => values.map(format),
  }
}

function stepsOf(digits: readonly number[], powers: number): number[] {
  return Array.from({ length: powers }, (_, power) => digits.map((digit) => digit * 10 ** power)).flat()
}
