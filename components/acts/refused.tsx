'use client'

import { useTexts } from '../i18n/use-texts.ts'
import { texts } from './texts.ts'

/** What the server said when it did not do it. */
export function Refused({ sentence }: { sentence: string | undefined }) {
  const t = useTexts(texts)
  if (sentence === undefined) return null
  return (
    <p role="alert" className="text-danger">
      {t.notDone}: {sentence}
    </p>
  )
}
