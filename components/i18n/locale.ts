/** Languages of the pages. `qps` is lengthened and accented English: it reveals texts that bypass the dictionary. */
export const LOCALES = ['en', 'de', 'qps'] as const
export type Locale = (typeof LOCALES)[number]

/** The languages that a reader may choose. */
export const CHOSEN_LOCALES = ['en', 'de'] as const

export function findChosenLocale(text: string | null): (typeof CHOSEN_LOCALES)[number] | undefined {
  return CHOSEN_LOCALES.find((locale) => locale === text)
}

export const LOCALE_COOKIE = 'aoi-locale'

/** Returns the language that the reader chose, or else the first available one that they accept, or else English. */
export function findLocale(chosen: string | undefined, accepted: string | undefined): Locale {
  const wanted = [chosen ?? '', ...(accepted ?? '').split(',').map((range) => range.split(';')[0] ?? '')]
  const found = wanted
    .map((tag) => tag.trim().toLowerCase().split('-')[0])
    .map((language) => LOCALES.find((locale) => locale === language))
    .find((locale) => locale !== undefined)
  return found ?? 'en'
}
