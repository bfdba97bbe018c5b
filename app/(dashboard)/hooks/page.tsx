import { connection } from 'next/server'
import { HooksView } from '#components/hooks/hooks-view.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { admitTo } from '../../admit-to.ts'
import { titleOf } from '../../page-title.ts'
import { findHooks } from './find-hooks.ts'

export const generateMetadata = titleOf('hooks')

export default async function HooksPage({ searchParams }: { searchParams: Search }) {
  await connection()
  const { operator } = await admitTo('hooks')
  return <HooksView first={await findHooks(searchParams)} mayManage={mayDo(operator.role, 'manageKeys')} />
}

type Search = Promise<Record<string, string | string[] | undefined>>
