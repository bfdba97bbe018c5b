import { REFUSAL_LIST } from '#components/registrations/filters.ts'
import { refusalsQuerySchema } from '#protocol/dashboard/lists/registrations.ts'
import { listRefusals } from '#server/core/dashboard/lists.ts'
import { findFirstPage, type Search } from '../../../find-first-page.ts'

export function findRefusals(search: Search) {
  return findFirstPage({
    address: REFUSAL_LIST,
    views: 'refusals',
    search,
    schema: refusalsQuerySchema,
    read: ({ context }, query) => listRefusals(context, query),
  })
}
