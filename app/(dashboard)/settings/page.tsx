import { connection } from 'next/server'
import { SettingsView } from '#components/operators/settings-view.tsx'
import { admitTo } from '../../admit-to.ts'
import { findOwnAccount } from './find-own-account.ts'

export const metadata = { title: 'Settings' }

export default async function SettingsPage() {
  await connection()
  const session = await admitTo('settings')
  return <SettingsView initial={await findOwnAccount(session)} />
}
