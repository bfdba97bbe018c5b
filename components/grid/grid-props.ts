import { columnVisibilityFeature, type Row as TableRow, tableFeatures } from '@tanstack/react-table'
import type { GridColumn, GridLook } from './columns.ts'
import type { ListParams } from './list-params.ts'
import type { Selection } from './selection.ts'
import type { BusyHandlers } from './use-held-rows.ts'

/** The features of the table library that the grid uses. */
export const gridFeatures = tableFeatures({ columnVisibilityFeature })
export type GridFeatures = typeof gridFeatures
export type GridTableRow<Row extends object> = TableRow<GridFeatures, Row>
export type RowSelection = { selection: Selection; select: (selection: Selection) => void }

export type DataGridProps<Row> = {
  /** Id of the heading that names the table. */
  labelledBy: string
  columns: readonly GridColumn<Row>[]
  rows: readonly Row[]
  idOf: (row: Row) => string
  nameOf: (row: Row) => string
  hrefOf?: (row: Row) => string
  look: GridLook
  path: string
  params: ListParams
  go: (params: ListParams) => void
  /** Set if rows can be selected. */
  selecting?: RowSelection
  /** Notices whether the reader hovers or focuses a row. */
  atRows?: BusyHandlers
  /** Rows for which it returns true are highlighted on arrival. */
  isArrival?: (row: Row) => boolean
}
