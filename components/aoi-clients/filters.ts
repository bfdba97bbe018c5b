import type { ListAddress } from '../grid/list-params.ts'

/** Names as in the query of the list. */
export const AOI_CLIENT_LIST = {
  filters: [
    { name: 'id', kind: 'text' },
    { name: 'name', kind: 'text' },
    { name: 'platform', kind: 'text' },
    { name: 'label', kind: 'text' },
    { name: 'online', kind: 'choice', values: ['true', 'false'] },
    { name: 'notSeenSince', kind: 'moment' },
    { name: 'simulated', kind: 'choice', values: ['true'] },
  ],
  sorts: ['oldest'],
} as const satisfies ListAddress

/** The registrations of one AOI Client. The flight recorder keeps its window in the same URL. */
export const CLIENT_REGISTRATION_LIST = {
  filters: [
    { name: 'applicationName', kind: 'text' },
    { name: 'state', kind: 'choice', values: ['active', 'ended'] },
  ],
  others: [{ name: 'window', kind: 'choice', values: ['hour', 'day', 'week'] }],
} as const satisfies ListAddress
