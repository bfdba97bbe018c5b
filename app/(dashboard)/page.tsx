import { connection } from 'next/server'
import { OverviewView } from '#components/overview/overview-view.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { admitTo } from '../admit-to.ts'
import { findOverview } from './find-overview.ts'

export default async function OverviewPage() {
  await connection()
  const { operator } = await admitTo('overview')
  return <OverviewView initial={await findOverview()} mayStart={mayDo(operator.role, 'manageKeys')} />
}
