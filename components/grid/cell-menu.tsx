'use client'

import { useTexts } from '../i18n/use-texts.ts'
import { copyText } from '../ui/copy-text.ts'
import { useHydrated } from '../ui/use-hydrated.ts'
import { useLate } from '../ui/use-late.ts'
import { showUnseen } from '../ui/visible-text.ts'
import type { GridColumn } from './columns.ts'
import { type ListParams, withParam } from './list-params.ts'
import { texts } from './texts.ts'

type Props<Row> = {
  row: Row
  text: string
  column: GridColumn<Row>
  params: ListParams
  go: (params: ListParams) => void
}

const BUTTON =
  'absolute top-0.5 right-0 inline-flex size-7 items-center max-md:top-0 max-md:size-8 justify-center rounded-control bg-surface text-muted opacity-0 hover:bg-sunken hover:text-ink focus-visible:opacity-100 group-hover/cell:opacity-100 pointer-coarse:opacity-100 max-md:opacity-100 data-[state=open]:opacity-100'

/** Copies the cell or filters by it. The menu is created on demand: a page has hundreds of cells. */
export function CellMenu<Row>({ row, text, column, params, go }: Props<Row>) {
  const t = useTexts(texts)
  const { Late: Menu, want } = useLate(() => import('./open-cell-menu.tsx'))
  if (!useHydrated()) return null
  const button = { 'aria-label': t.cellMenu(column.header), className: BUTTON, tabIndex: -1 }
  if (Menu === undefined) {
    return (
      <button type="button" aria-haspopup="menu" {...button} onClick={want}>
        ⋯
      </button>
    )
  }
  const { filter } = column
  const wanted = column.filterValue?.(row) ?? text
  const byValue = { label: t.filterBy(showUnseen(text)) }
  const items = [
    { label: t.copy, run: () => copyText(text, t) },
    ...(filter === undefined ? [] : [{ ...byValue, run: () => go(withParam(params, filter, wanted)) }]),
    ...(column.items?.(row) ?? []),
  ]
  return <Menu button={button} items={items} />
}
