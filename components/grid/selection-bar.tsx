'use client'

import type { ReactNode } from 'react'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import type { Selecting } from './data-grid.tsx'
import { isNothing, isPageSelected, NOTHING_SELECTED } from './selection.ts'
import { texts } from './texts.ts'

type Props = {
  selecting: Selecting
  page: readonly string[]
  /** More matches than this page shows. */
  hasMore: boolean
  /** What can be done with what is selected. */
  children: ReactNode
}

const BUTTON = 'min-h-8 rounded-control px-2 underline underline-offset-4'

/** What is selected and what can be done with it; stays in sight while rows are chosen. */
export function SelectionBar({ selecting, page, hasMore, children }: Props) {
  const t = useTexts(texts)
  const format = useFormat()
  const { selection, select } = selecting
  if (isNothing(selection)) return null
  return (
    <section
      aria-label={t.select}
      className="sticky bottom-2 z-20 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-panel border border-accent bg-surface px-4 py-2 shadow-lg max-md:bottom-20"
    >
      <p role="status" className="font-medium tabular-nums">
        {selection.kind === 'all' ? t.allSelected : t.selected(format.number(selection.ids.length))}
      </p>
      {selection.kind === 'some' && hasMore && isPageSelected(selection, page) ? (
        <button type="button" className={BUTTON} onClick={() => select({ kind: 'all' })}>
          {t.selectAll}
        </button>
      ) : null}
      <button type="button" className={BUTTON} onClick={() => select(NOTHING_SELECTED)}>
        {t.selectNone}
      </button>
      <div className="ml-auto flex flex-wrap gap-2">{children}</div>
    </section>
  )
}
