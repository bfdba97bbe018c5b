const UNITS = [
  { symbol: 'd', seconds: 86_400, from: 172_800 },
  { symbol: 'h', seconds: 3600, from: 3600 },
  { symbol: 'min', seconds: 60, from: 60 },
] as const

/** Writes a length of time for the audit in one unit, or in two: `24 h`, `1 h 30 min`, `7 d`. */
export function durationOf(seconds: number): string {
  const unit = UNITS.find(({ from }) => seconds >= from)
  if (unit === undefined) return `${seconds} s`
  const rest = seconds % unit.seconds
  const whole = `${Math.floor(seconds / unit.seconds)} ${unit.symbol}`
  return rest === 0 ? whole : `${whole} ${durationOf(rest)}`
}
