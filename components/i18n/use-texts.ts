'use client'

import { createContext, useContext, useMemo } from 'react'
import { type Dictionary, pickTexts } from './define-texts.ts'
import type { Locale } from './locale.ts'

/** The language of the pages below it. */
export const LocaleContext = createContext<Locale>('en')

/** Returns the texts of one topic in the reader's language. */
export function useTexts<Texts extends Dictionary>(dictionary: Texts): Texts['en'] {
  const locale = useContext(LocaleContext)
  return useMemo(() => pickTexts(dictionary, locale), [dictionary, locale]) as Texts['en']
}
