/** The thresholds of the rules of findings, by the names that `AOI_FINDINGS` uses. `docs/findings.md` describes them. */
export const THRESHOLDS = {
  unseenDays: 30,
  keyEndsDays: 7,
  hookRefusals: 3,
  webhookFailsMinutes: 10,
  pushRefusals: 20,
  reconnects: 10,
  fullWindowSeconds: 60,
  memoryPercent: 90,
  loopMilliseconds: 200,
  databaseMilliseconds: 500,
  textIndexMinutes: 5,
} as const satisfies Record<string, number>

export type FindingThresholds = Readonly<Record<keyof typeof THRESHOLDS, number>>

/**
 * Reads `NAME=NUMBER` items, such as `unseenDays=14`, over the defaults. Returns a sentence about the first item that is
 * wrong instead.
 */
export function readThresholds(items: readonly string[]): FindingThresholds | string {
  const read: Record<keyof typeof THRESHOLDS, number> = { ...THRESHOLDS }
  for (const item of items) {
    const [name, value, ...rest] = item.split('=')
    const known = THRESHOLD_NAMES.find((threshold) => threshold === name?.trim())
    const number = Number(value)
    if (known === undefined || rest.length > 0)
      return `must be NAME=NUMBER with a name of ${THRESHOLD_NAMES.join(', ')}`
    if (!Number.isInteger(number) || number < 1 || number > MAX)
      return `${known} must be a whole number from 1 to ${MAX}`
    read[known] = number
  }
  return read
}

/** Returns the thresholds as `AOI_FINDINGS` has them. */
export function writeThresholds(thresholds: FindingThresholds): string {
  return THRESHOLD_NAMES.map((name) => `${name}=${thresholds[name]}`).join(',')
}

const MAX = 1_000_000
const THRESHOLD_NAMES = Object.keys(THRESHOLDS) as (keyof typeof THRESHOLDS)[]
