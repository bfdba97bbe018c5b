'use client'

import { type ReactNode, useId, useMemo } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { ReadFailure } from '../ui/read-state.tsx'
import { arrangeColumns } from './arrange-columns.ts'
import type { GridColumn } from './columns.ts'
import { DataGrid } from './data-grid.tsx'
import { FilterChips } from './filter-chips.tsx'
import { FilterForm } from './filter-form.tsx'
import { FollowControls } from './follow-controls.tsx'
import type { RowSelection } from './grid-props.ts'
import { GridSkeleton, NothingMatches } from './grid-states.tsx'
import { filtersOf, listHref } from './list-params.ts'
import { Pager } from './pager.tsx'
import { ParamNotice } from './param-notice.tsx'
import { SearchProgress } from './search-progress.tsx'
import { isNothing } from './selection.ts'
import { SelectionBar } from './selection-bar.tsx'
import { texts } from './texts.ts'
import { useGridLook } from './use-grid-look.ts'
import { type BusyHandlers, useBusyRows, useHeldRows } from './use-held-rows.ts'
import type { List, ListPage } from './use-list.ts'
import { useListOutcome } from './use-list-outcome.ts'
import { VIEW_BUTTON, ViewMenu } from './view-menu.tsx'
import { ViewsButton } from './views-button.tsx'

type Props<Row> = {
  /** The name under which the browser stores the operator's choice of columns. */
  name: string
  title: string
  /** The level of the heading: `h1` on a page of its own. */
  level?: 1 | 2
  list: List<ListPage<Row>>
  columns: readonly GridColumn<Row>[]
  idOf: (row: Row) => string
  nameOf: (row: Row) => string
  hrefOf?: (row: Row) => string
  selecting?: RowSelection
  /** Acts on the selected rows. */
  acts?: ReactNode
  /** Whether acts may apply to everything that matches the filters. */
  actsOnAll?: boolean
  isArrival?: (row: Row) => boolean
  /** Shown beside the title. */
  controls?: ReactNode
  /** Shown between the filters and the rows. */
  banner?: ReactNode
  /** Shown below the rows. */
  footer?: ReactNode
  /** Shown if the list has no rows at all: why, and the next step. */
  empty: ReactNode
}

/** A list: its title, its filters, its rows or the reason why there are none, and links to further pages. */
export function ListView<Row extends object>(props: Props<Row>) {
  const { list, title, level = 1 } = props
  const t = useTexts(texts)
  const id = useId()
  const [look, setLook] = useGridLook(props.name)
  const columns = useMemo(() => arrangeColumns(props.columns, look), [props.columns, look])
  const [shown, atRows] = useShownRows(props)
  useListOutcome({ params: list.params, rows: list.page?.rows.length, headingId: id })
  const Heading = level === 1 ? 'h1' : 'h2'
  return (
    <section aria-labelledby={id} className="grid min-w-0 gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Heading id={id} tabIndex={-1} className="font-semibold text-title tracking-tight">
          {title}
        </Heading>
        <div className="ml-auto flex flex-wrap items-center justify-end gap-2">
          <FollowControls list={list} shown={shown} />
          {props.controls}
          <ViewMenu columns={columns} look={look} setLook={setLook} />
          {level === 1 ? (
            <ViewsButton {...{ name: props.name, list, columns, look, setLook }} className={VIEW_BUTTON} />
          ) : null}
        </div>
      </div>
      {list.filters.length === 0 ? null : <FilterForm {...list} />}
      <FilterChips {...list} />
      <ParamNotice
        problems={list.problems}
        labelOf={(name) => list.filters.find((filter) => filter.name === name)?.label ?? name}
        href={listHref(list.path, list.params)}
      />
      {props.banner}
      {list.error === undefined ? null : (
        <ReadFailure error={list.error} again={list.again} label={t.failed} />
      )}
      <SearchProgress searching={list.searching} />
      <Rows {...props} columns={columns} rows={shown.rows} atRows={atRows} labelledBy={id} look={look} />
      {props.selecting === undefined || list.problems.length > 0 ? null : (
        <SelectionBar
          selecting={props.selecting}
          shown={new Map(shown.rows?.map((row) => [props.idOf(row), props.nameOf(row)]))}
          maySelectAll={props.actsOnAll === true && list.page?.nextCursor !== undefined}
        >
          {props.acts}
        </SelectionBar>
      )}
      {props.footer}
      {list.page === undefined ? null : <Pager {...list} page={list.page} />}
    </section>
  )
}

/** Returns the rows to show. New rows wait while the reader hovers, focuses or ticks a row. */
function useShownRows<Row>({ list, idOf, selecting }: Props<Row>) {
  const place = listHref(list.path, list.params)
  const [busy, atRows] = useBusyRows(place)
  const isTicked = selecting !== undefined && !isNothing(selecting.selection)
  const hold = list.pausing?.paused === true ? 'paused' : busy || isTicked ? 'busy' : 'none'
  const shown = useHeldRows({ latest: list.page?.rows, place, hold, idOf, readAt: list.readAt })
  return [shown, atRows] as const
}

type RowsProps<Row> = Props<Row> & {
  rows: readonly Row[] | undefined
  atRows: BusyHandlers
  labelledBy: string
  look: ReturnType<typeof useGridLook>[0]
}

function Rows<Row extends object>(props: RowsProps<Row>) {
  const { list, empty, rows, ...grid } = props
  if (list.problems.length > 0) return null
  if (rows === undefined)
    return list.error === undefined ? <GridSkeleton columns={grid.columns.length} /> : null
  if (rows.length > 0) {
    return <DataGrid {...grid} rows={rows} path={list.path} params={list.params} go={list.go} />
  }
  if (list.page?.partial === true) return null
  const filtered = Object.keys(filtersOf(list.params)).length > 0 || list.params.cursor !== undefined
  return filtered ? <NothingMatches path={list.path} go={list.go} /> : empty
}
