import type { FindingRow } from '#protocol/findings.ts'
import type { ListAddress, ListFilter } from '../grid/list-params.ts'
import { findingTitles } from './finding-titles.ts'
import type { texts } from './texts.ts'

// Listed here rather than taken from the schema, which would bring the validator into the page.
export const STATES = [
  'open',
  'acknowledged',
  'muted',
  'resolved',
] as const satisfies readonly FindingRow['state'][]
const KINDS = Object.keys(findingTitles.en)

/** Names as in the query of the list. */
export const FINDING_LIST = {
  filters: [
    { name: 'state', kind: 'choice', values: STATES },
    { name: 'kind', kind: 'choice', values: KINDS },
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
      choices: STATES.map((value) => ({ value, label: t[value] })),
    },
    {
      ...{ name: 'kind', kind: 'choice', label: t.kind },
      choices: Object.entries(titles).map(([value, title]) => ({
        ...{ value, label: typeof title === 'string' ? title : title('…') },
      })),
    },
    { name: 'id', kind: 'text', label: t.id },
  ]
}
