'use client'

import Link from 'next/link'
import { useTexts } from '../i18n/use-texts.ts'
import { showUnseen } from '../ui/visible-text.ts'
import { CellMenu } from './cell-menu.tsx'
import type { GridColumn } from './columns.ts'
import { shapeOf, TICK } from './grid-header.tsx'
import type { DataGridProps, GridTableRow, RowSelection } from './grid-props.ts'
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
      className={`group/row align-top hover:bg-sunken/60 data-selected:bg-accent/10 max-md:relative max-md:grid max-md:gap-1 max-md:px-4 max-md:py-3 ${selecting === undefined ? '' : 'max-md:pl-12'} ${arrives ? 'motion-safe:animate-arrive' : ''}`}
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
  props: GridRowProps<Row> & { selecting: RowSelection; checked: boolean },
) {
  const t = useTexts(texts)
  const { row, rows, idOf, nameOf, pad, checked } = props
  const { selection, select } = props.selecting
  return (
    <td className={`${pad} pl-2 max-md:absolute max-md:top-3 max-md:left-2 max-md:p-0`}>
      <label className={`${TICK} md:-my-1.5`}>
        <input
          type="checkbox"
          data-row-select=""
          className="size-5 accent-accent"
          aria-label={t.selectRow(showUnseen(nameOf(row.original)))}
          checked={checked}
          onChange={() => select(toggleRow(selection, row.id, rows.map(idOf)))}
        />
      </label>
    </td>
  )
}

const CLAMPED_CHARACTERS = 60

/** A very long name takes four lines; the menu copies all of it. */
function clampOf(text: string | undefined): string {
  return text !== undefined && text.length > CLAMPED_CHARACTERS ? 'line-clamp-4' : ''
}

type GridCellProps<Row extends object> = GridRowProps<Row> & {
  column: GridColumn<Row> | undefined
  isName: boolean
}

function GridCell<Row extends object>({ row, column, isName, pad, hrefOf, ...list }: GridCellProps<Row>) {
  if (column === undefined) return null
  const content = column.cell(row.original)
  const text = column.text?.(row.original)
  // Where nothing hovers, the menu is always visible: the cell leaves room for it.
  const room = text === undefined ? '' : 'max-md:min-h-8 max-md:pr-10 md:pointer-coarse:pr-9'
  const shape = `group/cell relative min-w-0 px-3 ${pad} max-md:px-0 ${room} ${shapeOf(column)}`
  const menu =
    text === undefined ? null : (
      <CellMenu row={row.original} text={text} column={column} params={list.params} go={list.go} />
    )
  if (!isName) {
    return (
      <td className={`${shape} max-md:flex max-md:flex-wrap max-md:items-baseline max-md:gap-x-2`}>
        <span className="text-muted text-small md:hidden">{column.header} </span>
        <span
          className={`wrap-anywhere max-md:min-w-0 max-md:flex-1 [&:has(svg)]:max-md:basis-full ${clampOf(text)}`}
          title={clampOf(text) === '' ? undefined : text}
        >
          {content}
        </span>
        {menu}
      </td>
    )
  }
  return (
    <th scope="row" className={`${shape} font-medium`}>
      {hrefOf === undefined ? (
        <span className={`wrap-anywhere ${clampOf(text)}`}>{content}</span>
      ) : (
        <Link
          href={hrefOf(row.original)}
          prefetch={false}
          data-row-link=""
          className={`wrap-anywhere inline-block min-h-6 max-w-full rounded-control underline decoration-line underline-offset-4 hover:decoration-ink ${clampOf(text)}`}
        >
          {content}
        </Link>
      )}
      {menu}
    </th>
  )
}
