import { connection } from 'next/server'
import { FanOutView } from '#components/fan-out/fan-out-view.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { admitTo } from '../../../admit-to.ts'
import { titleOfThing } from '../../../thing-title.ts'
import { findFanOut } from './find-fan-out.ts'
import { nameNotification } from './name-notification.ts'

export const generateMetadata = titleOfThing('notification', nameNotification)

type Props = {
  params: Promise<{ id: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function NotificationPage({ params, searchParams }: Props) {
  await connection()
  const { id } = await params
  const { operator } = await admitTo('notification', `/notifications/${encodeURIComponent(id)}`)
  const found = await findFanOut({ id, operator, search: searchParams })
  const may = { act: mayDo(operator.role, 'act'), send: mayDo(operator.role, 'send') }
  return <FanOutView {...found} may={may} />
}
