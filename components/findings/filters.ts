import { FINDING_KINDS, FINDING_STATES } from '#protocol/finding-kinds.ts'
import { writeTitle } from '#protocol/finding-texts.ts'
import type { ListAddress, ListFilter } from '../grid/list-params.ts'
import type { findingTitles } from './finding-titles.ts'
import type { texts } from './texts.ts'

/** Names as in the query of the list. */
export const FINDING_LIST = {
  filters: [
    { name: 'state', kind: 'choice', values: FINDING_STATES },
    { name: 'kind', kind: 'choice', values: FINDING_KINDS },
    { name: 'id', kind: 'text' },
  ],
} as const satisfies ListAddress

/** The filters with their labels. */
export function labelFindingFilters(
  t: (typeof texts)['en'],
  titles: (typeof findingTitles)['en'],
): ListFilter[] {
  return [
    {
      name: 'state',
      kind: 'choice',
      label: t.state,
      choices: FINDING_STATES.map((value) => ({ value, label: t[value] })),
    },
    {
      ...{ name: 'kind', kind: 'choice', label: t.kind },
      choices: Object.entries(titles).map(([value, title]) => ({
        ...{ value, label: writeTitle(title, '…') },
      })),
    },
    { name: 'id', kind: 'text', label: t.id },
  ]
}
