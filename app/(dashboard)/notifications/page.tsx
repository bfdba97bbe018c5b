import { connection } from 'next/server'
import { NotificationsView } from '#components/notifications/notifications-view.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { admitTo } from '../../admit-to.ts'
import { titleOf } from '../../page-title.ts'
import { findNotifications } from './find-notifications.ts'

export const generateMetadata = titleOf('notifications')

export default async function NotificationsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}) {
  await connection()
  const { operator } = await admitTo('notifications')
  const mayReadPayload = mayDo(operator.role, 'readPayload')
  const first = await findNotifications(searchParams, mayReadPayload)
  return (
    <NotificationsView first={first} mayReadPayload={mayReadPayload} mayAct={mayDo(operator.role, 'act')} />
  )
}
