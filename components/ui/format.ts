import type { Locale } from '../i18n/locale.ts'

/** The format of numbers, lengths and times in one language. */
export type Format = {
  number(value: number): string
  /** A share from 0 to 1: `99.7%`. Only a full share is written as 100 %. */
  share(share: number): string
  /** `152 MB`. */
  megabytes(bytes: number): string
  /** In the unit that fits, with up to three digits: `512 bytes`, `1.5 kB`, `17.2 GB`. */
  bytes(bytes: number): string
  /** `1 registration`, `2,000 registrations`. */
  count(value: number, forms: { one: string; other: string }): string
  /** A length of time in the unit that fits, with up to three digits: `1.58 s`, `220 ms`. */
  length(milliseconds: number): string
  /** A length of time from a setting, in the largest two units: `24 h`, `2 h 13 min`. */
  duration(seconds: number): string
  /** The distance of `at` from `now`, rounded: `3 min. ago`, `in 24 hr.`, `now`. ISO times. */
  age(at: string, now: string): string
  moment(at: string, zone: Zone): string
  /** Hours, minutes and seconds alone. */
  timeOfDay(at: string, zone: Zone): string
}

/** The reader's time zone; the server does not know it and writes UTC. */
export type Zone = 'UTC' | 'local'

/** Each unit is used up to `limit`, and then the next one. */
const AGES = [
  { unit: 'second', seconds: 1, limit: 60 },
  { unit: 'minute', seconds: 60, limit: 60 },
  { unit: 'hour', seconds: 3600, limit: 48 },
  { unit: 'day', seconds: 86_400, limit: Number.POSITIVE_INFINITY },
] as const

/** Symbols that are the same in every language. */
const LENGTHS: readonly { symbol: string; milliseconds: number; from?: number }[] = [
  { symbol: 'd', milliseconds: 86_400_000, from: 172_800_000 },
  { symbol: 'h', milliseconds: 3_600_000 },
  { symbol: 'min', milliseconds: 60_000 },
  { symbol: 's', milliseconds: 1000 },
]
const BYTES_PER_MEGABYTE = 1_000_000
const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

const made = new Map<string, Format>()

/** Returns the format of a locale. The pseudo-locale writes numbers as English does. */
export function formatOf(locale: Locale): Format {
  const language = locale === 'qps' ? 'en' : locale
  const format = made.get(language) ?? createFormat(language)
  made.set(language, format)
  return format
}

function createFormat(language: string): Format {
  const numbers = new Intl.NumberFormat(language)
  const plurals = new Intl.PluralRules(language)
  const shares = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })
  const megabyte = { style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 } as const
  const sizes = new Intl.NumberFormat(language, megabyte)
  return {
    number: (value) => numbers.format(value),
    share: (share) => shares.format(share < 1 ? Math.min(share, 0.999) : 1),
    megabytes: (bytes) => sizes.format(bytes / BYTES_PER_MEGABYTE),
    bytes: makeBytes(language),
    count: (value, forms) =>
      `${numbers.format(value)} ${plurals.select(value) === 'one' ? forms.one : forms.other}`,
    length: (milliseconds) => formatLength(numbers, milliseconds),
    duration: (seconds) => formatDuration(numbers, seconds),
    ...formatTimes(language),
  }
}

function makeBytes(language: string): Format['bytes'] {
  const style = { style: 'unit', maximumSignificantDigits: 3 } as const
  const sizes = SIZES.map((unit) => {
    // The short form of this unit has no plural.
    const unitDisplay = unit === 'byte' ? 'long' : 'short'
    return new Intl.NumberFormat(language, { ...style, unit, unitDisplay })
  })
  return (bytes) => {
    const place = Math.max(
      0,
      SIZES.findLastIndex((_, power) => bytes >= 1000 ** power),
    )
    return sizes[place]?.format(bytes / 1000 ** place) ?? ''
  }
}

function formatLength(numbers: Intl.NumberFormat, length: number): string {
  const unit = LENGTHS.find(({ milliseconds, from = milliseconds }) => length >= from)
  const value = length / (unit?.milliseconds ?? 1)
  // Three digits: with fewer, the rounding error would exceed the histogram's.
  const step = value >= 100 ? 1 : value >= 10 ? 10 : 100
  return `${numbers.format(Math.round(value * step) / step)} ${unit?.symbol ?? 'ms'}`
}

function formatDuration(numbers: Intl.NumberFormat, seconds: number): string {
  const length = seconds * 1000
  const place = LENGTHS.findIndex(({ milliseconds, from = milliseconds }) => length >= from)
  let rest = length
  const parts = LENGTHS.slice(place, place + 2).flatMap(({ symbol, milliseconds }) => {
    const amount = Math.floor(rest / milliseconds)
    rest -= amount * milliseconds
    return amount === 0 ? [] : [`${numbers.format(amount)} ${symbol}`]
  })
  return place === -1 || parts.length === 0 ? `${numbers.format(seconds)} s` : parts.join(' ')
}

function formatTimes(language: string): Pick<Format, 'age' | 'moment' | 'timeOfDay'> {
  const ages = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
  const make = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { ...options, hourCycle: 'h23' })
  const [utc, moments, times] = [
    { timeZone: 'UTC' },
    { dateStyle: 'medium', timeStyle: 'long' },
    { timeStyle: 'medium' },
  ] as const
  // Created once: creating a format takes longer than everything else that a page does for a row.
  const formats = {
    moment: { UTC: make({ ...moments, ...utc }), local: make(moments) },
    timeOfDay: { UTC: make({ timeStyle: 'long', ...utc }), local: make(times) },
  }
  const moment = (at: string, zone: Zone) => formats.moment[zone].format(new Date(at))
  return {
    age: (at, now) => {
      const seconds = (Date.parse(at) - Date.parse(now)) / 1000
      for (const { unit, seconds: length, limit } of AGES) {
        const amount = Math.round(seconds / length)
        if (Math.abs(amount) < limit) return ages.format(amount, unit)
      }
      return moment(at, 'UTC')
    },
    moment,
    timeOfDay: (at, zone) => formats.timeOfDay[zone].format(new Date(at)),
  }
}
