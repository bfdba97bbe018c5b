import { ntfyError } from './ntfy-errors.ts'

const SECONDS_MAX = 30 * 86_400
const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** `1h30m`, `1.5h` */
const GO_DURATION = /^(?:\d{1,9}(?:\.\d{1,9})?(?:h|ms|m|s))+$/
/** `30 min`, `2 days` */
const DURATION = /^(?:in\s+)?(\d{1,9})\s*(d|days?|h|hours?|m|mins?|minutes?|s|secs?|seconds?)$/i
const UNIX_TIME = /^\d{1,12}$/
const RFC_3339 = /^\d{4}-\d\d-\d\dt\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:z|[+-]\d\d:\d\d)$/i
/** `10am`, `8:30 pm`, `15:30`, each also after a day: `tomorrow, 10am`, `Tuesday at 7am` */
const CLOCK =
  /^(?:(?:(today|tomorrow|(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?)(?:day)?)(?:\s*,\s*|\s+))?(?:at\s+)?(?:(\d{1,2})(?::(\d\d))?\s*([ap]m)|(\d{1,2}):(\d\d))|tomorrow)$/i

/**
 * Returns the Unix ms of ntfy's `Delay`: a duration, a Unix time, RFC 3339, or a time of day in the server's time zone,
 * alone or after `today`, `tomorrow` or a weekday. Throws ntfy's error for all others, for the past and for more than 30
 * days.
 */
export function readDelay(text: string, now: number): number {
  const at = findTime(text.trim(), now)
  if (at === undefined || !(at >= now)) throw ntfyError('delayCannotParse')
  if (at > now + SECONDS_MAX * 1000) throw ntfyError('delayTooLarge')
  return Math.trunc(at)
}

function findTime(text: string, now: number): number | undefined {
  // The current second counts as the present.
  if (UNIX_TIME.test(text)) return Number(text) === Math.floor(now / 1000) ? now : Number(text) * 1000
  if (RFC_3339.test(text)) return Date.parse(text.toUpperCase())
  const duration = findDuration(text)
  return duration === undefined ? findClock(text, now) : now + duration
}

function findDuration(text: string): number | undefined {
  const [, count, unit] = DURATION.exec(text) ?? []
  if (count !== undefined && unit !== undefined)
    return Number(count) * UNITS[unit.charAt(0).toLowerCase() as 'd' | 'h' | 'm' | 's']
  if (!GO_DURATION.test(text)) return undefined
  let sum = 0
  for (const [, amount, name] of text.matchAll(/([\d.]+)(h|ms|m|s)/g))
    sum += Number(amount) * UNITS[name as keyof typeof UNITS]
  return sum
}

function findClock(text: string, now: number): number | undefined {
  const match = CLOCK.exec(text)
  if (match === null) return undefined
  const time = readClock(match)
  const day = (match[1] ?? (time === undefined ? 'tomorrow' : undefined))?.toLowerCase()
  const date = new Date(now)
  if (time !== undefined) date.setHours(time.hours, time.minutes, 0, 0)
  if (Number.isNaN(date.getTime())) return undefined
  moveToDay(date, { day, now })
  return date.getTime()
}

function readClock(match: RegExpExecArray): { hours: number; minutes: number } | undefined {
  const [, , hour12, minute12 = '0', half, hour24, minute24 = '0'] = match
  if (hour24 !== undefined) return checkClock(Number(hour24), Number(minute24))
  if (hour12 === undefined || half === undefined) return undefined
  if (Number(hour12) < 1 || Number(hour12) > 12) throw ntfyError('delayCannotParse')
  return checkClock((Number(hour12) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0), Number(minute12))
}

function checkClock(hours: number, minutes: number): { hours: number; minutes: number } {
  if (hours > 23 || minutes > 59) throw ntfyError('delayCannotParse')
  return { hours, minutes }
}

/** Moves a date of today to the day that is named, or to tomorrow if none is named and the time has passed. */
function moveToDay(date: Date, { day, now }: { day: string | undefined; now: number }): void {
  const isPast = date.getTime() <= now
  if (day === undefined) date.setDate(date.getDate() + (isPast ? 1 : 0))
  else if (day === 'tomorrow') date.setDate(date.getDate() + 1)
  else if (day !== 'today') {
    const ahead = (DAYS.indexOf(day.slice(0, 3)) - date.getDay() + 7) % 7
    date.setDate(date.getDate() + (ahead === 0 && isPast ? 7 : ahead))
  }
}
