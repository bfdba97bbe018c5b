import type { ListAddress } from '../grid/list-params.ts'

/** Names as in the query of the list. */
export const REGISTRATION_LIST = {
  filters: [
    { name: 'applicationName', kind: 'text' },
    { name: 'aoiClientId', kind: 'text' },
    { name: 'tokenId', kind: 'text' },
    { name: 'state', kind: 'choice', values: ['active', 'ended'] },
    { name: 'simulated', kind: 'choice', values: ['true'] },
  ],
} as const satisfies ListAddress

/** Names as in the query of the list. */
export const REFUSAL_LIST = {
  filters: [
    { name: 'code', kind: 'text' },
    { name: 'applicationName', kind: 'text' },
    { name: 'aoiClientId', kind: 'text' },
    { name: 'from', kind: 'moment' },
    { name: 'to', kind: 'moment' },
  ],
} as const satisfies ListAddress
