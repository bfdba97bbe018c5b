/** Names as in the query of the list. */
export const APPLICATION_FILTERS = [{ name: 'name', kind: 'text' }] as const
