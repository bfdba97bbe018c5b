/** The fields of a planned time: `2026-11-30` or empty, and `22:00` or empty. */
export type PlannedTime = { date: string; time: string }

const DAY_MILLISECONDS = 86_400_000

/**
 * Returns the planned time in the time zone of the reader: without a date, the next time when the clock shows it.
 * Returns undefined without a time of day, which means at once.
 */
export function readDeliveryTime({ date, time }: PlannedTime, now: Date): Date | undefined {
  if (time === '') return undefined
  if (date !== '') return new Date(`${date}T${time}`)
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  const onDay = (days: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hours, minutes)
  const today = onDay(0)
  return today > now ? today : onDay(1)
}

export type TimeProblem = 'timePast' | 'timeFar'

/** `farSeconds`: how far ahead a time may be. */
export function findTimeProblem(
  at: Date,
  { now, farSeconds }: { now: Date; farSeconds: number },
): TimeProblem | undefined {
  if (Number.isNaN(at.getTime()) || at <= now) return 'timePast'
  return at.getTime() > now.getTime() + farSeconds * 1000 ? 'timeFar' : undefined
}

/** The day of a time in the reader's zone, as a date field has it. */
export function dayOf(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 10)
}

/** The last day on which a time may be, as a date field has it. */
export function lastDayOf(now: Date, farSeconds: number): string {
  return dayOf(
    new Date(now.getTime() + Math.floor((farSeconds * 1000) / DAY_MILLISECONDS) * DAY_MILLISECONDS),
  )
}
