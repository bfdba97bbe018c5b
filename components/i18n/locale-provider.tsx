'use client'

import type { ReactNode } from 'react'
import type { Locale } from './locale.ts'
import { LocaleContext } from './use-texts.ts'

/** Tells the components below it the reader's language. */
export function LocaleProvider({ locale, children }: { locale: Locale; children: ReactNode }) {
  return <LocaleContext value={locale}>{children}</LocaleContext>
}
