'use client'

import { useTexts } from '../i18n/use-texts.ts'
import { type GridColumn, ROOMS } from './columns.ts'
import type { DataGridProps, RowSelection } from './grid-props.ts'
import { type ListParams, withParam } from './list-params.ts'
import { ParamLink } from './param-link.tsx'
import { isPageSelected, togglePage } from './selection.ts'
import { texts } from './texts.ts'

const HEADER =
  'sticky top-0 z-10 border-line border-b bg-surface px-3 py-2 text-left font-normal text-muted text-small first:rounded-tl-panel last:rounded-tr-panel'

/** A check box with room for a finger. */
export const TICK = 'grid size-8 cursor-pointer place-items-center'

/** Selects or deselects the whole page. */
export function SelectPage<Row extends object>(props: DataGridProps<Row> & { selecting: RowSelection }) {
  const t = useTexts(texts)
  const { selection, select } = props.selecting
  const page = props.rows.map(props.idOf)
  return (
    <th scope="col" className={`${HEADER} w-12 pl-2! max-md:static max-md:border-0`}>
      <label className={TICK}>
        <input
          type="checkbox"
          className="size-5 accent-accent"
          aria-label={t.selectPage}
          checked={isPageSelected(selection, page)}
          onChange={() => select(togglePage(selection, page))}
        />
      </label>
    </th>
  )
}

type HeaderCellProps<Row extends object> = DataGridProps<Row> & { column: GridColumn<Row> | undefined }

/** Name of a column, as a link if the server can order by it. */
export function HeaderCell<Row extends object>({ column, params, path, go }: HeaderCellProps<Row>) {
  const t = useTexts(texts)
  if (column === undefined) return null
  const sorted = sortedBy(column, params)
  const ariaSort = sorted === 'up' ? 'ascending' : sorted === 'down' ? 'descending' : undefined
  return (
    <th
      scope="col"
      aria-sort={ariaSort}
      className={`${HEADER} ${column.sort === undefined ? 'max-md:sr-only' : 'max-md:static max-md:border-0'} ${shapeOf(column)} ${column.width ?? ''}`}
    >
      {column.sort === undefined ? (
        column.header
      ) : (
        <ParamLink
          path={path}
          params={withParam(params, 'sort', nextSort(column, sorted))}
          go={go}
          title={t.sortBy(column.header)}
          className="inline-flex min-h-6 items-center rounded-control hover:text-ink"
        >
          {column.header}
          <span aria-hidden="true" className="ml-1">
            {sorted === 'up' ? '↑' : sorted === 'down' ? '↓' : '↕'}
          </span>
        </ParamLink>
      )}
    </th>
  )
}

type Direction = 'up' | 'down' | undefined

/**
 * The direction in which the list is ordered by this column. Without `sort`, lists are newest first, which is no
 * column's order.
 */
function sortedBy<Row>({ sort }: GridColumn<Row>, params: ListParams): Direction {
  if (sort === undefined || params.sort === undefined) return undefined
  if (params.sort === sort.up) return 'up'
  return params.sort === sort.down ? 'down' : undefined
}

function nextSort<Row>({ sort }: GridColumn<Row>, sorted: Direction): string | undefined {
  if (sorted === undefined) return sort?.down ?? sort?.up
  if (sorted === 'down') return sort?.up
  return undefined
}

/** Classes of every cell of the column. */
export function shapeOf<Row>({ room, align }: GridColumn<Row>): string {
  return `${room === undefined ? '' : ROOMS[room]} ${align === 'end' ? 'md:text-right' : ''}`
}
