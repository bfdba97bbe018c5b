/** A number for each point; `undefined` where there is none. */
export type Values = readonly (number | undefined)[]

/** Returns the path of a curve in a box of `values.length - 1` by 1, with gaps where a value is missing. */
export function curvePath(values: Values, most: number): string {
  const parts: string[] = []
  let isOpen = false
  for (const [place, value] of values.entries()) {
    if (value !== undefined) parts.push(`${isOpen ? 'L' : 'M'}${place} ${heightOf(value, most)}`)
    isOpen = value !== undefined
  }
  // A lone point has no length, so it gets one.
  return parts.map((part, at) => (isLone(parts, at) ? `${part}h0.01` : part)).join('')
}

/** Returns the path of the area below a curve without gaps. */
export function areaPath(values: readonly number[], most: number): string {
  const tops = values.map((value, place) => `L${place} ${heightOf(value, most)}`)
  return `M0 1${tops.join('')}L${values.length - 1} 1Z`
}

/** Returns the largest value, and 1 at least, so that a curve of zeros lies at the bottom. */
export function mostOf(...curves: Values[]): number {
  return Math.max(1, ...curves.flat().map((value) => value ?? 0))
}

function isLone(parts: readonly string[], at: number): boolean {
  return parts[at]?.startsWith('M') === true && parts[at + 1]?.startsWith('L') !== true
}

function heightOf(value: number, most: number): number {
  return Math.round((1 - value / most) * 1000) / 1000
}
