const SECONDS = { s: 1, min: 60, h: 3600, d: 86_400 } as const
const PART = /(\d{1,7})\s*(s|min|h|d)\b/gy

/** Reads a length of time as pages write it, such as `24 h` or `2 h 30 min`. Returns seconds, or undefined. */
export function readDuration(text: string): number | undefined {
  const written = text.trim()
  if (written === '') return undefined
  let seconds = 0
  let at = 0
  while (at < written.length) {
    PART.lastIndex = at
    const found = PART.exec(written)
    if (found === null) return undefined
    const [whole, amount, unit] = found
    seconds += Number(amount) * (SECONDS[unit as keyof typeof SECONDS] ?? 0)
    at += whole.length
    while (written.charAt(at) === ' ') at += 1
  }
  return seconds
}
