import { NOTIFICATION_FILTERS } from '#components/notifications/filters.ts'
import { notificationsQuerySchema } from '#protocol/dashboard/lists/notifications.ts'
import { listNotifications } from '#server/core/dashboard/lists.ts'
import { findFirstPage, type Search } from '../../find-first-page.ts'

export function findNotifications(search: Search) {
  return findFirstPage({
    filters: NOTIFICATION_FILTERS,
    search,
    schema: notificationsQuerySchema,
    read: ({ context }, query) => listNotifications(context, query),
  })
}
