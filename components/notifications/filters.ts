import type { NotificationListRow } from '#protocol/dashboard/lists/notifications.ts'
import type { ListAddress, ListFilter } from '../grid/list-params.ts'
import type { texts } from './texts.ts'

// Listed here rather than taken from the schema, which would bring the validator into the page.
const STATES = [
  'live',
  'expired',
  'cancelled',
  'replaced',
] as const satisfies readonly NotificationListRow['state'][]

/** The parameters that the list accepts in its URL: names as in the query of `listNotifications`. */
export const NOTIFICATION_LIST = {
  filters: [
    { name: 'applicationName', kind: 'text' },
    { name: 'id', kind: 'text' },
    { name: 'state', kind: 'choice', values: STATES },
    { name: 'pending', kind: 'choice', values: ['true'] },
    { name: 'tokenId', kind: 'text' },
    { name: 'serverApplicationId', kind: 'text' },
    { name: 'acceptedFrom', kind: 'moment' },
    { name: 'acceptedTo', kind: 'moment' },
    { name: 'simulated', kind: 'choice', values: ['true'] },
  ],
  sorts: ['oldest'],
} as const satisfies ListAddress

/** The filters with their labels. */
export function labelNotificationFilters(t: (typeof texts)['en']): ListFilter[] {
  return [
    {
      name: 'applicationName',
      kind: 'text',
      label: t.application,
      placeholder: 'com.example.*',
    },
    { name: 'id', kind: 'text', label: t.id, placeholder: '01999999' },
    {
      name: 'state',
      kind: 'choice',
      label: t.state,
      choices: STATES.map((value) => ({ value, label: t[value] })),
    },
    { name: 'pending', kind: 'choice', label: t.waiting, choices: [{ value: 'true', label: t.somebody }] },
    { name: 'tokenId', kind: 'text', label: t.tokenId },
    { name: 'serverApplicationId', kind: 'text', label: t.senderId },
    { name: 'acceptedFrom', kind: 'moment', label: t.from },
    { name: 'acceptedTo', kind: 'moment', label: t.to },
    { name: 'simulated', kind: 'choice', label: t.simulated, choices: [{ value: 'true', label: t.shown }] },
  ]
}
