'use client'

import { type ReactNode, useState } from 'react'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { PlainText } from '../ui/plain-text.tsx'
import { showUnseen } from '../ui/visible-text.ts'
import type { RowSelection } from './grid-props.ts'
import { isNothing, isPageSelected, listUnseen, NOTHING_SELECTED, toggleRow } from './selection.ts'
import { texts } from './texts.ts'

type Props = {
  selecting: RowSelection
  /** The rows on the page: id and name. */
  shown: ReadonlyMap<string, string>
  /** There are more matches than this page shows, and acts may apply to all of them. */
  maySelectAll: boolean
  /** Acts on the selection. */
  children: ReactNode
}

const BUTTON = 'min-h-8 rounded-control px-2 underline underline-offset-4'

/** Shows the selection and its acts. It stays in view while the reader selects rows. */
export function SelectionBar({ selecting, shown, maySelectAll, children }: Props) {
  const t = useTexts(texts)
  const names = useNames(shown)
  const { selection, select } = selecting
  if (isNothing(selection)) return null
  const page = [...shown.keys()]
  return (
    <section
      aria-label={t.select}
      className="sticky bottom-2 z-20 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-panel border border-accent bg-surface px-4 py-2 shadow-lg max-md:bottom-20"
    >
      <Selected selecting={selecting} page={page} names={names} />
      {selection.kind === 'some' && maySelectAll && isPageSelected(selection, page) ? (
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

type SelectedProps = { selecting: RowSelection; page: readonly string[]; names: ReadonlyMap<string, string> }

/** Shows how many rows are selected, and lists those that this page does not show. */
function Selected({ selecting, page, names }: SelectedProps) {
  const t = useTexts(texts)
  const format = useFormat()
  const [open, setOpen] = useState(false)
  const { selection, select } = selecting
  if (selection.kind === 'all') return <p className="font-medium">{t.allSelected}</p>
  const unseen = listUnseen(selection, page)
  const count = t.selected(format.number(selection.ids.length))
  return (
    <>
      <p role="status" className="font-medium tabular-nums">
        {unseen.length === 0 ? count : t.selectedUnseen(count, format.number(unseen.length))}
      </p>
      {unseen.length === 0 ? null : (
        <button type="button" className={BUTTON} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t.hideUnseen : t.showUnseen}
        </button>
      )}
      {open && unseen.length > 0 ? (
        <ul
          aria-label={t.notOnPage}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
          tabIndex={0}
          className="order-last grid max-h-48 basis-full gap-1 overflow-y-auto"
        >
          {unseen.map((id) => (
            <li key={id} className="flex items-center gap-2">
              <span className="wrap-anywhere min-w-0">
                <PlainText>{names.get(id) ?? id}</PlainText>{' '}
                <code className="font-mono text-muted text-small">{id}</code>
              </span>
              <button
                type="button"
                className={`${BUTTON} ml-auto shrink-0`}
                onClick={() => select(toggleRow(selection, id, page))}
              >
                {t.deselect}
                <span className="sr-only">: {showUnseen(names.get(id) ?? id)}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  )
}

/** Returns the names of all rows that this page has shown: a selected row keeps its name when it leaves the view. */
function useNames(shown: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const [names, setNames] = useState(shown)
  if ([...shown].every(([id, name]) => names.get(id) === name)) return names
  const all = new Map([...names, ...shown])
  setNames(all)
  return all
}
