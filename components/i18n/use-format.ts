'use client'

import { useContext } from 'react'
import { type Format, formatOf } from '../ui/format.ts'
import { LocaleContext } from './use-texts.ts'

/** Returns the format of numbers, lengths and times in the reader's language. */
export function useFormat(): Format {
  return formatOf(useContext(LocaleContext))
}
