import type { ColumnWidth, StoredLook } from '#protocol/dashboard/views.ts'
import type { GridLook } from './columns.ts'
import type { ListParams } from './list-params.ts'

/** The class of each width. */
export const WIDTHS: Readonly<Record<ColumnWidth, string>> = { narrow: 'w-24', medium: 'w-40', wide: 'w-72' }

type Column = { id: string; width?: string }

/**
 * Returns the columns in the order and widths of the look. The first column names the row, so it stays in its place. Columns
 * that the look does not know follow in the order of the page.
 */
export function arrangeColumns<C extends Column>(columns: readonly C[], look: GridLook): C[] {
  const [first, ...others] = columns
  if (first === undefined) return []
  const placeOf = ({ id }: C) => {
    const place = look.order.indexOf(id)
    return place === -1 ? look.order.length : place
  }
  const ordered = others.toSorted((one, other) => placeOf(one) - placeOf(other))
  return [first, ...ordered].map((column) => {
    const width = look.widths[column.id]
    return width === undefined ? column : { ...column, width: WIDTHS[width] }
  })
}

/** Returns the order of the columns after one of them has moved by one place. */
export function moveColumn(ids: readonly string[], id: string, by: -1 | 1): string[] {
  const place = ids.indexOf(id)
  const other = ids[place + by]
  // The first column stays.
  if (place < 1 || place + by < 1 || other === undefined) return [...ids]
  return ids.map((one) => (one === id ? other : one === other ? id : one))
}

type Known = { columns: readonly string[]; params: readonly string[] }

/** Returns what a view means for a page that may be older or younger, and the names that the page does not know. */
export function readView(
  view: { params: ListParams; look: StoredLook },
  known: Known,
): { params: ListParams; look: GridLook; unknown: string[] } {
  const { params, look } = view
  const [columns, names] = [new Set(known.columns), new Set(known.params)]
  const isColumn = (id: string) => columns.has(id)
  const mentioned = [...look.hidden, ...look.order, ...Object.keys(look.widths)]
  const unknown = [
    ...mentioned.filter((id) => !columns.has(id)),
    ...Object.keys(params).filter((name) => !names.has(name)),
  ]
  return {
    params: Object.fromEntries(Object.entries(params).filter(([name]) => names.has(name))),
    look: {
      ...{ hidden: look.hidden.filter(isColumn), order: look.order.filter(isColumn), density: look.density },
      widths: Object.fromEntries(Object.entries(look.widths).filter(([id]) => columns.has(id))),
    },
    unknown: [...new Set(unknown)],
  }
}
