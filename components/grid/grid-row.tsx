'use client'

import Link from 'next/link'
import { useTexts } from '../i18n/use-texts.ts'
import { showUnseen } from '../ui/visible-text.ts'
import { CellMenu } from './cell-menu.tsx'
import type { GridColumn } from './columns.ts'
import type { DataGridProps, GridTableRow, Selecting } from './data-grid.tsx'
import { shapeOf } from './grid-header.tsx'
import { isSelected, toggleRow } from './selection.ts'
import { texts } from './texts.ts'

type GridRowProps<Row extends object> = DataGridProps<Row> & {
  row: GridTableRow<Row>
  byId: ReadonlyMap<string, GridColumn<Row>>
  pad: string
}

/** A row; its first cell is its name and its link. */
export function GridRow<Row extends object>(props: GridRowProps<Row>) {
  const { row, selecting, pad } = props
  const selected = selecting !== undefined && isSelected(selecting.selection, row.id)
  const arrives = props.isArrival?.(row.original) === true
  return (
    <tr
      data-row={row.id}
      data-selected={selected ? '' : undefined}
      className={`group/row align-top hover:bg-sunken/60 data-selected:bg-accent/10 max-md:relative max-md:grid max-md:gap-1 max-md:px-4 max-md:py-3 ${arrives ? 'motion-safe:animate-arrive' : ''}`}
    >
      {selecting === undefined ? null : <SelectRow {...props} selecting={selecting} checked={selected} />}
      {row.getVisibleCells().map((cell, index) => (
        <GridCell
          key={cell.id}
          {...props}
          column={props.byId.get(cell.column.id)}
          isName={index === 0}
          pad={pad}
        />
      ))}
    </tr>
  )
}

function SelectRow<Row extends object>(
  props: GridRowProps<Row> & { selecting: Selecting; checked: boolean },
) {
  const t = useTexts(texts)
  const { row, rows, idOf, nameOf, pad, checked } = props
  const { selection, select } = props.selecting
  return (
    <td className={`px-3 ${pad} max-md:absolute max-md:top-3 max-md:right-1`}>
      <input
        type="checkbox"
        data-row-select=""
        className="size-5 align-middle accent-accent"
        aria-label={t.selectRow(showUnseen(nameOf(row.original)))}
        checked={checked}
        onChange={() => select(toggleRow(selection, row.id, rows.map(idOf)))}
      />
    </td>
  )
}

type GridCellProps<Row extends object> = GridRowProps<Row> & {
  column: GridColumn<Row> | undefined
  isName: boolean
}

function GridCell<Row extends object>({ row, column, isName, pad, hrefOf, ...list }: GridCellProps<Row>) {
  if (column === undefined) return null
  const content = column.cell(row.original)
  const text = column.text?.(row.original)
  const shape = `group/cell relative min-w-0 px-3 ${pad} max-md:px-0 ${shapeOf(column)}`
  const menu =
    text === undefined ? null : (
      <CellMenu row={row.original} text={text} column={column} params={list.params} go={list.go} />
    )
  if (!isName) {
    return (
      <td className={`${shape} max-md:flex max-md:flex-wrap max-md:items-baseline max-md:gap-x-2`}>
        <span className="text-muted text-small md:hidden">{column.header} </span>
        <span className="wrap-anywhere max-md:min-w-0 max-md:flex-1 [&:has(svg)]:max-md:basis-full">
          {content}
        </span>
        {menu}
      </td>
    )
  }
  return (
    <th scope="row" className={`${shape} font-medium max-md:pr-10`}>
      {hrefOf === undefined ? (
        content
      ) : (
        <Link
          href={hrefOf(row.original)}
          prefetch={false}
          data-row-link=""
          className="wrap-anywhere rounded-control underline decoration-line underline-offset-4 hover:decoration-ink"
        >
          {content}
        </Link>
      )}
      {menu}
    </th>
  )
}
