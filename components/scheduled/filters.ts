import type { ListAddress, ListFilter } from '../grid/list-params.ts'
import type { texts } from './texts.ts'

/** The parameters that the list accepts in its URL: names as in the query of `listScheduled`. */
export const SCHEDULED_LIST = {
  filters: [
    { name: 'applicationName', kind: 'text' },
    { name: 'tokenId', kind: 'text' },
    { name: 'serverApplicationId', kind: 'text' },
  ],
  sorts: [],
} as const satisfies ListAddress

/** The filters with their labels. */
export function labelScheduledFilters(t: (typeof texts)['en']): ListFilter[] {
  return [
    { name: 'applicationName', kind: 'text', label: t.application, placeholder: 'com.example.news' },
    { name: 'tokenId', kind: 'text', label: t.tokenId },
    { name: 'serverApplicationId', kind: 'text', label: t.senderId },
  ]
}
