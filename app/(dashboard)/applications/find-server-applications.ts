import { APPLICATION_LIST } from '#components/applications/filters.ts'
import { serverApplicationsQuerySchema } from '#protocol/dashboard/lists/applications.ts'
import { listServerApplications } from '#server/core/dashboard/lists.ts'
import { findFirstPage, type Search } from '../../find-first-page.ts'

export function findServerApplications(search: Search) {
  return findFirstPage({
    address: APPLICATION_LIST,
    views: 'applications',
    search,
    schema: serverApplicationsQuerySchema,
    read: ({ context }, query) => listServerApplications(context, query),
  })
}
