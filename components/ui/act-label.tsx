'use client'

import { useContext } from 'react'
import { LocaleContext } from '../i18n/use-texts.ts'

/** The label of a button that opens a dialog about one of several objects. Only screen readers name the object. */
export function ActLabel({ verb, object }: { verb: string; object: string }) {
  const ellipsis = useContext(LocaleContext) === 'de' ? ' …' : '…'
  return (
    <span>
      {verb}
      <span className="sr-only"> {object}</span>
      {ellipsis}
    </span>
  )
}
