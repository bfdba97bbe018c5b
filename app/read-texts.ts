import { cookies, headers } from 'next/headers'
import { type Dictionary, pickTexts } from '#components/i18n/define-texts.ts'
import { findLocale, LOCALE_COOKIE, type Locale } from '#components/i18n/locale.ts'
import { isInbox } from './read-target.ts'

/** Returns the reader's language. */
export async function readLocale(): Promise<Locale> {
  const [jar, received] = await Promise.all([isInbox().then((is) => (is ? undefined : cookies())), headers()])
  return findLocale(jar?.get(LOCALE_COOKIE)?.value, received.get('accept-language') ?? undefined)
}

/** Returns the texts of one topic in the reader's language. */
export async function readTexts<Texts extends Dictionary>(dictionary: Texts): Promise<Texts['en']> {
  return pickTexts(dictionary, await readLocale()) as Texts['en']
}
