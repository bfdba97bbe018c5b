import type { ReactNode } from 'react'
import type { ColumnWidth } from '#protocol/dashboard/views.ts'

export type MenuItem = { label: string; run: () => void }

/**
 * One column of a list. The first column names the row: it carries the link, and on a phone it is the title of the
 * card.
 */
export type GridColumn<Row> = {
  id: string
  header: string
  cell: (row: Row) => ReactNode
  /** The text of the cell, which its menu copies. */
  text?: (row: Row) => string | undefined
  /** Name of the filter that the cell's menu sets, to the cell's text or to `filterValue`. */
  filter?: string
  filterValue?: (row: Row) => string
  /** Further items of the cell's menu. */
  items?: (row: Row) => readonly MenuItem[]
  /** Values of `sort` that order the list by this column. */
  sort?: { up?: string; down?: string }
  /**
   * The width that the list needs to show this column. Columns are hidden in the order of `ROOMS`, the last one first.
   */
  room?: ListRoom
  align?: 'end'
  /** Width of the column, as a class. One column of a list has none and takes the remaining width. */
  width?: string
}

/** Classes by the least width at which a list shows a column, the least first. On a phone, cards show all columns. */
export const ROOMS = {
  m: 'md:@max-[52rem]:hidden',
  l: 'md:@max-[58rem]:hidden',
  xl: 'md:@max-[64rem]:hidden',
  xxl: 'md:@max-[70rem]:hidden',
  '3xl': 'md:@max-[80rem]:hidden',
  '4xl': 'md:@max-[88rem]:hidden',
  '5xl': 'md:@max-[97rem]:hidden',
} as const
export type ListRoom = keyof typeof ROOMS

/** Ids of the columns that an operator has hidden. */
export type HiddenColumns = readonly string[]
export type Density = 'calm' | 'dense'
export type GridLook = {
  hidden: HiddenColumns
  density: Density
  /** Ids from left to right; other columns follow. */
  order: readonly string[]
  /** Columns without an entry have the width of the page. */
  widths: Readonly<Record<string, ColumnWidth>>
}
