import type { DashboardOperationName } from '../protocol/dashboard/manifest.ts'

/** The objects that the table of lists works on, made through the API beforehand. */
export type Places = { tokenId: string; aoiClientId: string }

type ListRow = {
  operation: DashboardOperationName
  path: (places: Places) => string
  /** The list follows the server. */
  live?: true
  /** The rows have check boxes. */
  ticks?: true
  /** A filter of the list with an invalid value. */
  wrong?: { name: string; value: string; said: string }
}

/** Every list of the dashboard. A test compares it with the lists of the pages. */
export const LISTS: readonly ListRow[] = [
  {
    operation: 'listNotifications',
    path: () => '/notifications',
    live: true,
    ticks: true,
    wrong: { name: 'acceptedFrom', value: 'yesterday', said: '"yesterday" is not a date and time' },
  },
  {
    operation: 'listScheduled',
    path: () => '/notifications/scheduled',
    live: true,
    ticks: true,
    wrong: { name: 'tokenId', value: '0', said: '"0" is not valid' },
  },
  {
    operation: 'listTokens',
    path: () => '/tokens',
    live: true,
    wrong: { name: 'fingerprint', value: 'zz', said: '"zz" is not valid' },
  },
  {
    operation: 'listMembers',
    path: ({ tokenId }) => `/tokens/${tokenId}`,
    live: true,
    ticks: true,
  },
  {
    operation: 'listAoiClients',
    path: () => '/aoi-clients',
    live: true,
    ticks: true,
    wrong: { name: 'online', value: 'maybe', said: '"maybe" is not a value' },
  },
  {
    operation: 'listRegistrations',
    path: () => '/registrations',
    live: true,
    wrong: { name: 'tokenId', value: '0', said: '"0" is not valid' },
  },
  {
    operation: 'listRegistrations',
    path: ({ aoiClientId }) => `/aoi-clients/${aoiClientId}`,
    live: true,
    wrong: { name: 'window', value: 'year', said: '"year" is not a value' },
  },
  {
    operation: 'listRefusals',
    path: () => '/registrations/refusals',
    wrong: { name: 'to', value: '2026-13-01', said: '"2026-13-01" is not a date and time' },
  },
  {
    operation: 'listServerApplications',
    path: () => '/applications',
    wrong: { name: 'cursor', value: 'x', said: '"x" is not valid' },
  },
  {
    operation: 'listHooks',
    path: () => '/hooks',
    live: true,
    wrong: { name: 'cursor', value: 'x', said: '"x" is not valid' },
  },
  {
    operation: 'listWebhooks',
    path: () => '/webhooks',
    live: true,
    wrong: { name: 'cursor', value: 'x', said: '"x" is not valid' },
  },
  {
    operation: 'listFindings',
    path: () => '/findings',
    live: true,
    wrong: { name: 'state', value: 'closed', said: '"closed" is not a value' },
  },
  {
    operation: 'listAudit',
    path: () => '/audit',
    wrong: { name: 'from', value: 'never', said: '"never" is not a date and time' },
  },
]
