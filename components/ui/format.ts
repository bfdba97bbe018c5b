/** Language of every text, number and date of the pages. */
export const LOCALE = 'en'

const numbers = new Intl.NumberFormat(LOCALE)
const ages = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto', style: 'short' })
const plurals = new Intl.PluralRules(LOCALE)

/** Each unit is told up to `limit` of it, then the next. */
const UNITS = [
  { unit: 'second', seconds: 1, limit: 60 },
  { unit: 'minute', seconds: 60, limit: 60 },
  { unit: 'hour', seconds: 3600, limit: 48 },
  { unit: 'day', seconds: 86_400, limit: Number.POSITIVE_INFINITY },
] as const

export function formatNumber(value: number): string {
  return numbers.format(value)
}

const shares = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 1 })
const sizes = new Intl.NumberFormat(LOCALE, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 })
const BYTES_PER_MEGABYTE = 1_000_000

/** A share from 0 to 1: `99.7%`. Nothing short of all is called 100 %. */
export function formatShare(share: number): string {
  return shares.format(share < 1 ? Math.min(share, 0.999) : 1)
}

/** `152 MB`. */
export function formatMegabytes(bytes: number): string {
  return sizes.format(bytes / BYTES_PER_MEGABYTE)
}

/** `1 registration`, `2,000 registrations`. */
export function formatCount(value: number, forms: { one: string; other: string }): string {
  return `${numbers.format(value)} ${plurals.select(value) === 'one' ? forms.one : forms.other}`
}

/** How far `at` lies from `now`, rounded: `3 min. ago`, `in 24 hr.`, `now`. ISO times. */
export function formatAge(at: string, now: string): string {
  const seconds = (Date.parse(at) - Date.parse(now)) / 1000
  for (const { unit, seconds: length, limit } of UNITS) {
    const amount = Math.round(seconds / length)
    if (Math.abs(amount) < limit) return ages.format(amount, unit)
  }
  return formatMoment(at, 'UTC')
}

/** `zone` is where the reader is; the server, which cannot know, says UTC. */
export function formatMoment(at: string, zone: 'UTC' | 'local'): string {
  return moment({ dateStyle: 'medium', timeStyle: 'long' }, zone).format(new Date(at))
}

/** Hours, minutes and seconds alone. */
export function formatTimeOfDay(at: string, zone: 'UTC' | 'local'): string {
  return moment({ timeStyle: zone === 'UTC' ? 'long' : 'medium' }, zone).format(new Date(at))
}

function moment(options: Intl.DateTimeFormatOptions, zone: 'UTC' | 'local'): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(LOCALE, {
    ...options,
    hourCycle: 'h23',
    ...(zone === 'UTC' ? { timeZone: 'UTC' } : {}),
  })
}
