/** Languages of the pages. `qps` is English made long and accented: it shows texts that were not taken from a dictionary. */
export const LOCALES = ['en', 'de', 'qps'] as const
export type Locale = (typeof LOCALES)[number]

/** Those that a reader may choose. */
export const CHOSEN_LOCALES = ['en', 'de'] as const

export function findChosenLocale(text: string | null): (typeof CHOSEN_LOCALES)[number] | undefined {
  return CHOSEN_LOCALES.find((locale) => locale === text)
}

export const LOCALE_COOKIE = 'aoi-locale'

/** What the reader chose, else the first language they accept that there is, else English. */
export function findLocale(chosen: string | undefined, accepted: string | undefined): Locale {
  const wanted = [chosen ?? '', ...(accepted ?? '').split(',').map((range) => range.split(';')[0] ?? '')]
  const found = wanted
    .map((tag) => tag.trim().toLowerCase().split('-')[0])
    .map((language) => LOCALES.find((locale) => locale === language))
    .find((locale) => locale !== undefined)
  return found ?? 'en'
}
