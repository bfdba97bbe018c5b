import type { ListAddress } from '../grid/list-params.ts'

/** Names as in the query of the list. */
export const APPLICATION_LIST = {
  filters: [{ name: 'name', kind: 'text' }],
} as const satisfies ListAddress
