import { REGISTRATION_LIST } from '#components/registrations/filters.ts'
import { registrationsQuerySchema } from '#protocol/dashboard/lists/registrations.ts'
import { listRegistrations } from '#server/core/dashboard/lists.ts'
import { findFirstPage, type Search } from '../../find-first-page.ts'

export function findRegistrations(search: Search) {
  return findFirstPage({
    address: REGISTRATION_LIST,
    views: 'registrations',
    search,
    schema: registrationsQuerySchema,
    read: ({ context }, query) => listRegistrations(context, query),
  })
}
