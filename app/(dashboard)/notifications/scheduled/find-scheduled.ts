import { SCHEDULED_LIST } from '#components/scheduled/filters.ts'
import { scheduledQuerySchema } from '#protocol/dashboard/lists/scheduled.ts'
import type { Role } from '#protocol/dashboard/roles.ts'
import { listScheduled } from '#server/core/dashboard/scheduled.ts'
import { findFirstPage, type Search } from '../../../find-first-page.ts'

export function findScheduled(search: Search, role: Role) {
  return findFirstPage({
    address: SCHEDULED_LIST,
    views: 'scheduled',
    search,
    schema: scheduledQuerySchema,
    read: ({ context }, query) => listScheduled(context, { ...query, role }),
  })
}
