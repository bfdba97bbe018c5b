import type { ReactNode } from 'react'

export type MenuItem = { label: string; run: () => void }

/** One column of a list. The first is the row's name: it carries the link and stands on top of the card on a phone. */
export type GridColumn<Row> = {
  id: string
  header: string
  cell: (row: Row) => ReactNode
  /** The cell as text: what its menu copies. */
  text?: (row: Row) => string | undefined
  /** Name of the filter that the cell's menu sets, to the text or to `filterValue`. */
  filter?: string
  filterValue?: (row: Row) => string
  /** What else the cell's menu offers. */
  items?: (row: Row) => readonly MenuItem[]
  /** Values of `sort` by which the server orders by this column. */
  sort?: { up?: string; down?: string }
  /** How much room the list must have for it: columns give way in the order of `ROOMS`, the last one first. */
  room?: ListRoom
  align?: 'end'
  /** Width of the column, as a class. One column of a list has none: it takes the rest. */
  width?: string
}

/** Classes by the width that a list must have to show a column, least first. On a phone, cards show all of them. */
export const ROOMS = {
  m: 'md:@max-[52rem]:hidden',
  l: 'md:@max-[58rem]:hidden',
  xl: 'md:@max-[64rem]:hidden',
  xxl: 'md:@max-[70rem]:hidden',
} as const
export type ListRoom = keyof typeof ROOMS

/** Columns that an operator chose not to see, by their ids. */
export type HiddenColumns = readonly string[]
export type Density = 'calm' | 'dense'
export type GridLook = { hidden: HiddenColumns; density: Density }
