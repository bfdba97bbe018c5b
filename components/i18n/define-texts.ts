import type { Locale } from './locale.ts'
import { pseudo } from './pseudo.ts'

type Text = string | ((...values: never[]) => string)
type Texts = Readonly<Record<string, Text>>
/** The same names; a function takes the same parameters. */
type Translation<English extends Texts> = {
  readonly [Name in keyof English]: English[Name] extends string ? string : English[Name]
}

export type Dictionary<English extends Texts = Texts> = {
  en: Translation<English>
  de: Translation<English>
}

/** Defines the texts of one topic in every language; complete by type. */
export function defineTexts<const English extends Texts>(dictionary: {
  en: English
  de: Translation<English>
}): Dictionary<English> {
  return dictionary as Dictionary<English>
}

/** Returns the texts for a reader of `locale`. */
export function pickTexts<English extends Texts>(
  dictionary: Dictionary<English>,
  locale: Locale,
): Translation<English> {
  if (locale !== 'qps') return dictionary[locale]
  const entries = Object.entries<Text>(dictionary.en).map(([name, text]) => [name, accent(text)])
  return Object.fromEntries(entries) as Translation<English>
}

function accent(text: Text): Text {
  if (typeof text === 'string') return pseudo(text)
  return (...values: never[]) => pseudo(text(...values))
}
