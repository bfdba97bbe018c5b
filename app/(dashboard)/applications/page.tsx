import { connection } from 'next/server'
import { AdminKeysSection } from '#components/applications/admin-keys-section.tsx'
import { ApplicationsView } from '#components/applications/applications-view.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { admitTo } from '../../admit-to.ts'
import { titleOf } from '../../page-title.ts'
import { findServerApplications } from './find-server-applications.ts'

export const generateMetadata = titleOf('applications')

export default async function ApplicationsPage({ searchParams }: { searchParams: Search }) {
  await connection()
  const { operator } = await admitTo('applications')
  return (
    <>
      <ApplicationsView
        first={await findServerApplications(searchParams)}
        mayManage={mayDo(operator.role, 'manageKeys')}
      />
      {mayDo(operator.role, 'manageOperators') ? <AdminKeysSection /> : null}
    </>
  )
}

type Search = Promise<Record<string, string | string[] | undefined>>
