'use client'

import { type ReactNode, useId } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { PauseSwitch } from '../live/pause-switch.tsx'
import { ReadFailure } from '../ui/read-state.tsx'
import type { GridColumn } from './columns.ts'
import { DataGrid, type Selecting } from './data-grid.tsx'
import { FilterChips } from './filter-chips.tsx'
import { FilterForm } from './filter-form.tsx'
import { GridSkeleton, NothingMatches } from './grid-states.tsx'
import { filtersOf } from './list-params.ts'
import { Pager } from './pager.tsx'
import { texts } from './texts.ts'
import { useGridLook } from './use-grid-look.ts'
import type { List, ListPage } from './use-list.ts'
import { ViewMenu } from './view-menu.tsx'

type Props<Row> = {
  /** Under which the operator's choice of columns is kept. */
  name: string
  title: string
  /** Of the heading: `h1` on a page of its own. */
  level?: 1 | 2
  list: List<ListPage<Row>>
  /** In place of the page's rows, where the list has a say in what is shown. */
  rows?: readonly Row[]
  columns: readonly GridColumn<Row>[]
  idOf: (row: Row) => string
  nameOf: (row: Row) => string
  hrefOf?: (row: Row) => string
  selecting?: Selecting
  isArrival?: (row: Row) => boolean
  /** It has a switch of its own, which counts what waits. */
  hasTail?: boolean
  /** Beside the title. */
  controls?: ReactNode
  /** Between the filters and the rows. */
  banner?: ReactNode
  /** Below the rows: the bar for what is selected. */
  footer?: ReactNode
  /** Why there is nothing at all, and what to do. */
  empty: ReactNode
}

/** A list: title, filters, rows or the reason why there are none, and the way to further pages. */
export function ListView<Row extends object>(props: Props<Row>) {
  const { list, columns, title, level = 1 } = props
  const t = useTexts(texts)
  const id = useId()
  const [look, setLook] = useGridLook(props.name)
  const Heading = level === 1 ? 'h1' : 'h2'
  return (
    <section aria-labelledby={id} className="grid min-w-0 gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Heading id={id} tabIndex={-1} className="font-semibold text-title tracking-tight">
          {title}
        </Heading>
        <div className="ml-auto flex flex-wrap items-center gap-2">
          {list.pausing === undefined || props.hasTail === true ? null : (
            <PauseSwitch {...list.pausing} lost={list.error !== undefined} />
          )}
          {props.controls}
          <ViewMenu columns={columns} look={look} setLook={setLook} />
        </div>
      </div>
      {list.filters.length === 0 ? null : <FilterForm {...list} />}
      <FilterChips {...list} />
      {props.banner}
      {list.error === undefined ? null : (
        <ReadFailure error={list.error} again={list.again} label={t.failed} />
      )}
      <Rows {...props} labelledBy={id} look={look} />
      {props.footer}
      {list.page === undefined ? null : <Pager {...list} page={list.page} />}
    </section>
  )
}

function Rows<Row extends object>(
  props: Props<Row> & { labelledBy: string; look: ReturnType<typeof useGridLook>[0] },
) {
  const { list, empty, rows = list.page?.rows, ...grid } = props
  if (rows === undefined)
    return list.error === undefined ? <GridSkeleton columns={grid.columns.length} /> : null
  if (rows.length > 0) {
    return (
      <DataGrid {...grid} rows={rows} path={list.path} params={list.params} go={list.go} busy={list.busy} />
    )
  }
  if (list.page?.partial === true) return null
  const filtered = Object.keys(filtersOf(list.params)).length > 0 || list.params.cursor !== undefined
  return filtered ? <NothingMatches path={list.path} go={list.go} /> : empty
}
