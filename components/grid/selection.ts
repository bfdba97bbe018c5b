/** The rows of an act: some, by id, or all that match the filters. */
export type Selection = { kind: 'some'; ids: readonly string[] } | { kind: 'all' }

export const NOTHING_SELECTED: Selection = { kind: 'some', ids: [] }

export function isSelected(selection: Selection, id: string): boolean {
  return selection.kind === 'all' || selection.ids.includes(id)
}

export function isNothing(selection: Selection): boolean {
  return selection.kind === 'some' && selection.ids.length === 0
}

/** Toggles one row. From `all`, only the other rows of this page stay selected: rows out of view are not kept. */
export function toggleRow(selection: Selection, id: string, page: readonly string[]): Selection {
  const ids = selection.kind === 'all' ? page : selection.ids
  return ids.includes(id)
    ? { kind: 'some', ids: ids.filter((other) => other !== id) }
    : { kind: 'some', ids: [...ids, id] }
}

/**
 * Selects all rows of the page, or deselects them if all are selected. Rows of other pages stay as they are; `all`
 * becomes nothing.
 */
export function togglePage(selection: Selection, page: readonly string[]): Selection {
  if (selection.kind === 'all') return NOTHING_SELECTED
  const others = selection.ids.filter((id) => !page.includes(id))
  return { kind: 'some', ids: isPageSelected(selection, page) ? others : [...others, ...page] }
}

export function isPageSelected(selection: Selection, page: readonly string[]): boolean {
  return page.length > 0 && page.every((id) => isSelected(selection, id))
}

/** Returns the selection after a change of filter, order or page: it keeps only rows that were selected one by one. */
export function leavePlace(selection: Selection): Selection {
  return selection.kind === 'all' ? NOTHING_SELECTED : selection
}

/** Lists the selected rows that are not on the page. */
export function listUnseen(selection: Selection, shown: readonly string[]): string[] {
  return selection.kind === 'all' ? [] : selection.ids.filter((id) => !shown.includes(id))
}
