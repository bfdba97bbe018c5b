/** Which rows an act is meant for: some, by id, or all that match the filters. */
export type Selection = { kind: 'some'; ids: readonly string[] } | { kind: 'all' }

export const NOTHING_SELECTED: Selection = { kind: 'some', ids: [] }

export function isSelected(selection: Selection, id: string): boolean {
  return selection.kind === 'all' || selection.ids.includes(id)
}

export function isNothing(selection: Selection): boolean {
  return selection.kind === 'some' && selection.ids.length === 0
}

/** With one row the other way. From `all`, the other rows of the page stay: what is not seen is not kept. */
export function toggleRow(selection: Selection, id: string, page: readonly string[]): Selection {
  const ids = selection.kind === 'all' ? page : selection.ids
  return ids.includes(id)
    ? { kind: 'some', ids: ids.filter((other) => other !== id) }
    : { kind: 'some', ids: [...ids, id] }
}

/** All rows of the page, or, when they all are, none of them; rows of other pages stay. */
export function togglePage(selection: Selection, page: readonly string[]): Selection {
  if (selection.kind === 'all') return NOTHING_SELECTED
  const others = selection.ids.filter((id) => !page.includes(id))
  return { kind: 'some', ids: isPageSelected(selection, page) ? others : [...others, ...page] }
}

export function isPageSelected(selection: Selection, page: readonly string[]): boolean {
  return page.length > 0 && page.every((id) => isSelected(selection, id))
}

/** What stays selected when the list shows another filter, order or page: rows that were chosen one by one. */
export function leavePlace(selection: Selection): Selection {
  return selection.kind === 'all' ? NOTHING_SELECTED : selection
}

/** Selected rows that are not among those shown. */
export function listUnseen(selection: Selection, shown: readonly string[]): string[] {
  return selection.kind === 'all' ? [] : selection.ids.filter((id) => !shown.includes(id))
}
