import { FINDING_LIST } from '#components/findings/filters.ts'
import { findingsQuerySchema } from '#protocol/dashboard/lists/findings.ts'
import { listFindings } from '#server/core/findings/list-findings.ts'
import { findFirstPage, type Search } from '../../find-first-page.ts'

export function findFindings(search: Search) {
  return findFirstPage({
    address: FINDING_LIST,
    views: 'findings',
    search,
    schema: findingsQuerySchema,
    read: ({ context }, query) => listFindings(context, query),
  })
}
