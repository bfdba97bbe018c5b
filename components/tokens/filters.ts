import type { ListAddress } from '../grid/list-params.ts'
import { RANGE_PARAMS } from '../statistics/range-params.ts'

/** Names as in the query of the list. */
export const TOKEN_LIST = {
  filters: [
    { name: 'applicationName', kind: 'text' },
    { name: 'fingerprint', kind: 'text' },
    { name: 'kind', kind: 'choice', values: ['shared', 'unique'] },
    { name: 'members', kind: 'choice', values: ['some', 'none'] },
    { name: 'simulated', kind: 'choice', values: ['true'] },
  ],
} as const satisfies ListAddress

/** Members have no filters: they are ordered by registration id. */
export const MEMBER_LIST = { filters: [], others: RANGE_PARAMS } as const satisfies ListAddress
