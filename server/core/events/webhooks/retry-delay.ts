import { LIMITS } from '#protocol'

const GROWTH = 1.5

/**
 * Returns the milliseconds until the next attempt after `failures` in a row: 20 ms, and half as long again each time, up
 * to an hour. So a receiver that fails now and then is served without a pause, and one that is down is asked about a
 * hundred times in three days. `retryAfter` is the receiver's own wish: seconds or a date of HTTP. `now` is Unix ms.
 */
export function retryDelay({
  failures,
  retryAfter,
  now,
}: {
  failures: number
  retryAfter?: string | undefined
  now: number
}): number {
  const most = LIMITS.webhookRetrySecondsMax * 1000
  const own = LIMITS.webhookRetryMilliseconds * GROWTH ** (failures - 1)
  return Math.round(Math.min(most, Math.max(own, readRetryAfter(retryAfter, now))))
}

function readRetryAfter(text: string | undefined, now: number): number {
  if (text === undefined) return 0
  const milliseconds = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isNaN(milliseconds) ? 0 : milliseconds
}
