'use client'

import { useContext } from 'react'
import { type Format, formatOf } from '../ui/format.ts'
import { LocaleContext } from './use-texts.ts'

/** Numbers, lengths and times as the reader's language writes them. */
export function useFormat(): Format {
  return formatOf(useContext(LocaleContext))
}
