'use client'

import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { texts } from './texts.ts'

export type ListSearch = { searched: number; stop: () => void }

/** Shows the progress of a search that takes several requests, with a button to stop it. */
export function SearchProgress({ searching }: { searching: ListSearch | undefined }) {
  const t = useTexts(texts)
  const format = useFormat()
  if (searching === undefined) return null
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-3 rounded-panel border border-line bg-surface px-4 py-3"
    >
      <progress aria-label={t.searching} />
      <span className="tabular-nums">{t.searched(format.number(searching.searched))}</span>
      <Button onClick={searching.stop}>{t.stopSearch}</Button>
    </div>
  )
}
