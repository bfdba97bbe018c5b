import type { ListAddress } from '../grid/list-params.ts'

/** Names as in the query of the list. */
export const AOI_CLIENT_LIST = {
  filters: [
    { name: 'id', kind: 'text' },
    { name: 'name', kind: 'text' },
    { name: 'platform', kind: 'text' },
    { name: 'online', kind: 'choice', values: ['true', 'false'] },
    { name: 'notSeenSince', kind: 'moment' },
    { name: 'simulated', kind: 'choice', values: ['true'] },
  ],
  sorts: ['oldest'],
} as const satisfies ListAddress

/** Of one AOI Client's registrations; the flight recorder's window stands in the same address. */
export const CLIENT_REGISTRATION_LIST = {
  filters: [
    { name: 'applicationName', kind: 'text' },
    { name: 'state', kind: 'choice', values: ['active', 'ended'] },
  ],
  others: [{ name: 'window', kind: 'choice', values: ['hour', 'day', 'week'] }],
} as const satisfies ListAddress
