'use client'

import type { ReactNode } from 'react'
import type { Locale } from './locale.ts'
import { LocaleContext } from './use-texts.ts'

/** Provides the reader's language to the components inside. */
export function LocaleProvider({ locale, children }: { locale: Locale; children: ReactNode }) {
  return <LocaleContext value={locale}>{children}</LocaleContext>
}
