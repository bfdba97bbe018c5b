import { connection } from 'next/server'
import { ScheduledView } from '#components/scheduled/scheduled-view.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { admitTo } from '../../../admit-to.ts'
import { titleOf } from '../../../page-title.ts'
import { findScheduled } from './find-scheduled.ts'

export const generateMetadata = titleOf('scheduled')

type Search = Promise<Record<string, string | string[] | undefined>>

export default async function ScheduledPage({ searchParams }: { searchParams: Search }) {
  await connection()
  const { role } = (await admitTo('scheduled')).operator
  return (
    <ScheduledView
      first={await findScheduled(searchParams, role)}
      mayAct={mayDo(role, 'act')}
      mayCompose={mayDo(role, 'compose')}
    />
  )
}
