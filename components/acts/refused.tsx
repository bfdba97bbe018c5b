'use client'

import { useTexts } from '../i18n/use-texts.ts'
import { texts } from './texts.ts'

/** Shows the server's explanation when it refused an act. */
export function Refused({ sentence }: { sentence: string | undefined }) {
  const t = useTexts(texts)
  if (sentence === undefined) return null
  return (
    <p role="alert" className="text-danger">
      {t.notDone}: {sentence}
    </p>
  )
}
