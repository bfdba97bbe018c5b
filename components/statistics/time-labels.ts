import type { Locale } from '../i18n/locale.ts'
import type { Zone } from '../ui/format.ts'

const DAY_SECONDS = 86_400

/**
 * Returns a function that writes the labels of a time axis: the time of day, and the date where a day begins. Times and
 * the step between two labels are in seconds.
 */
export function timeLabels(locale: Locale, zone: Zone): (at: readonly number[], step: number) => string[] {
  const language = locale === 'qps' ? 'en' : locale
  const make = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, {
      ...options,
      hourCycle: 'h23',
      ...(zone === 'UTC' && { timeZone: 'UTC' }),
    })
  const times = make({ hour: '2-digit', minute: '2-digit' })
  const days = make({ day: 'numeric', month: 'short' })
  return (at, step) =>
    at.map((seconds) => {
      const moment = new Date(seconds * 1000)
      if (step >= DAY_SECONDS) return days.format(moment)
      const time = times.format(moment)
      return time === '00:00' ? days.format(moment) : time
    })
}
