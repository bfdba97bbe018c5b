import { execFileSync } from 'node:child_process'
import { cpus, release } from 'node:os'

/** Measurements, one per round. */
export type Sample = readonly number[]

/** Returns the median. */
export function median(sample: Sample): number {
  const sorted = [...sample].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN
  return (upper + lower) / 2
}

/** Returns the value below which `percent` percent of the sample lie. */
export function percentile(sample: Sample, percent: number): number {
  const sorted = [...sample].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN
}

/** Writes the median and, with several rounds, the least and the greatest: `1.91 (1.85–2.02)`. */
export function spread(sample: Sample, write: (value: number) => string): string {
  const middle = write(median(sample))
  if (sample.length < 2) return middle
  return `${middle} (${write(Math.min(...sample))}–${write(Math.max(...sample))})`
}

/**
 * Writes how many times `base` the sample is. The two took turns, so the ratio of each round counts: `2.10 (1.90–2.24)
 * ×`.
 */
export function ratioInTurns(sample: Sample | undefined, base: Sample | undefined): string {
  if (sample === undefined || base === undefined) return '–'
  const ratios = sample.map((value, round) => value / (base[round] ?? Number.NaN))
  return `${spread(ratios, (value) => value.toFixed(2))} ×`
}

/** Writes the ratio of the medians: `2.1 ×`. */
export function ratio(sample: Sample, base: Sample | undefined): string {
  if (base === undefined || base.length === 0) return '–'
  return `${(median(sample) / median(base)).toFixed(2)} ×`
}

export function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

/** Prints a table in Markdown with aligned columns. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  )
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => pad(cells[column] ?? '', column, width)).join(' | ')} |`
  console.log(line(head))
  console.log(`|${widths.map((width, column) => dashes(column, width)).join('|')}|`)
  for (const row of rows) console.log(line(row))
}

/** Prints the machine and the versions of the measurement. */
export function printMachine(): void {
  const [cpu] = cpus()
  const { stdout } = process
  stdout.write(`${cpus().length} × ${cpu?.model ?? 'unknown processor'}, Linux ${release()}, Node `)
  stdout.write(`${process.versions.node}, commit ${readCommit()}\n\n`)
}

function readCommit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}

function pad(cell: string, column: number, width: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width)
}

function dashes(column: number, width: number): string {
  return column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`
}
