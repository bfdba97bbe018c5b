import { NOTIFICATION_LIST } from '#components/notifications/filters.ts'
import { notificationsQuerySchema } from '#protocol/dashboard/lists/notifications.ts'
import { listNotifications } from '#server/core/dashboard/lists.ts'
import { findFirstPage, type Search } from '../../find-first-page.ts'

/** `withTitles`: the operator may read payloads. */
export function findNotifications(search: Search, withTitles: boolean) {
  return findFirstPage({
    address: NOTIFICATION_LIST,
    views: 'notifications',
    search,
    schema: notificationsQuerySchema,
    read: ({ context }, query) => listNotifications(context, query, { withTitles }),
  })
}
