import { NOTIFICATION_LIST } from '#components/notifications/filters.ts'
import { notificationsQuerySchema } from '#protocol/dashboard/lists/notifications.ts'
import { listNotifications } from '#server/core/dashboard/lists.ts'
import { findFirstPage, type Search } from '../../find-first-page.ts'

export function findNotifications(search: Search) {
  return findFirstPage({
    address: NOTIFICATION_LIST,
    search,
    schema: notificationsQuerySchema,
    read: ({ context }, query) => listNotifications(context, query),
  })
}
