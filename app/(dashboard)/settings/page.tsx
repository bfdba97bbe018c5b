import { connection } from 'next/server'
import { SettingsView } from '#components/operators/settings-view.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { admitTo } from '../../admit-to.ts'
import { titleOf } from '../../page-title.ts'
import { findConfiguration } from './find-configuration.ts'
import { findOwnAccount } from './find-own-account.ts'

export const generateMetadata = titleOf('settings')

export default async function SettingsPage() {
  await connection()
  const session = await admitTo('settings')
  const mayKnow = mayDo(session.operator.role, 'manageOperators')
  return (
    <SettingsView
      initial={await findOwnAccount(session)}
      configuration={mayKnow ? findConfiguration() : undefined}
    />
  )
}
