import type { ListAddress } from '../grid/list-params.ts'

/** Names as in the query of the list. */
export const AUDIT_LIST = {
  filters: [
    { name: 'actor', kind: 'text' },
    { name: 'action', kind: 'text' },
    { name: 'subject', kind: 'text' },
    { name: 'from', kind: 'moment' },
    { name: 'to', kind: 'moment' },
  ],
} as const satisfies ListAddress
