import { connection } from 'next/server'
import { FanOutView } from '#components/fan-out/fan-out-view.tsx'
import { admitTo } from '../../../admit-to.ts'
import { findFanOut } from './find-fan-out.ts'

export const metadata = { title: 'Notification' }

export default async function NotificationPage({ params }: { params: Promise<{ id: string }> }) {
  await connection()
  const { id } = await params
  const { operator } = await admitTo('notification', `/notifications/${encodeURIComponent(id)}`)
  return <FanOutView {...(await findFanOut({ id, operator }))} />
}
