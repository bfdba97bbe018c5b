import { LIMITS } from '#protocol'

/** Reads `Retry-After`, in seconds or as a date, as milliseconds from `now`; `undefined` if it is not valid. */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  const milliseconds = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  if (!Number.isFinite(milliseconds)) return undefined
  return Math.min(Math.max(0, milliseconds), LIMITS.pushRetryAfterSecondsMax * 1000)
}
