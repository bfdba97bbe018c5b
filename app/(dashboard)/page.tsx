import { connection } from 'next/server'
import { OverviewView } from '#components/overview/overview-view.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { admitTo } from '../admit-to.ts'
import { titleOf } from '../page-title.ts'
import { findOverview } from './find-overview.ts'

export const generateMetadata = titleOf('overview')

export default async function OverviewPage() {
  await connection()
  const { operator } = await admitTo('overview')
  return <OverviewView initial={await findOverview()} mayStart={mayDo(operator.role, 'manageKeys')} />
}
