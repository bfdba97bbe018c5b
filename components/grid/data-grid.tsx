'use client'

import { type ColumnDef, useTable } from '@tanstack/react-table'
import { useMemo } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import type { GridColumn } from './columns.ts'
import { HeaderCell, SelectPage } from './grid-header.tsx'
import { type DataGridProps, type GridFeatures, gridFeatures } from './grid-props.ts'
import { GridRow } from './grid-row.tsx'
import { onRowKey } from './on-row-key.ts'
import { texts } from './texts.ts'

/** The rows of a list as a table; on a phone each row is a card. */
export function DataGrid<Row extends object>(props: DataGridProps<Row>) {
  const { columns, rows, idOf, look } = props
  const t = useTexts(texts)
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns])
  const definitions = useMemo(() => columns.map((column) => toDefinition(column)), [columns])
  const data = useMemo(() => [...rows], [rows])
  const columnVisibility = useMemo(
    () => Object.fromEntries(look.hidden.map((id) => [id, false])),
    [look.hidden],
  )
  const table = useTable<GridFeatures, Row>({
    features: gridFeatures,
    columns: definitions,
    data,
    getRowId: idOf,
    state: { columnVisibility },
  })
  // On a phone, a header without controls is only for screen readers.
  const isUsed = props.selecting !== undefined || columns.some(({ sort }) => sort !== undefined)
  const pad = look.density === 'dense' ? 'md:py-1' : 'md:py-2.5'
  return (
    <div className="@container rounded-panel border border-line bg-surface">
      <table aria-labelledby={props.labelledBy} className="w-full text-left max-md:block md:table-fixed">
        <caption className="sr-only">{t.keys}</caption>
        <thead className={isUsed ? 'max-md:block' : 'max-md:sr-only'}>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} className="max-md:flex max-md:items-center max-md:border-line max-md:border-b">
              {props.selecting === undefined ? null : <SelectPage {...props} selecting={props.selecting} />}
              {group.headers.map((header) => (
                <HeaderCell key={header.id} {...props} column={byId.get(header.column.id)} />
              ))}
            </tr>
          ))}
        </thead>
        <tbody className="divide-y divide-line max-md:block" onKeyDown={onRowKey} {...props.atRows}>
          {table.getRowModel().rows.map((row) => (
            <GridRow key={row.id} {...props} row={row} byId={byId} pad={pad} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function toDefinition<Row extends object>(column: GridColumn<Row>): ColumnDef<GridFeatures, Row> {
  return { id: column.id, header: column.header, cell: ({ row }) => column.cell(row.original) }
}
