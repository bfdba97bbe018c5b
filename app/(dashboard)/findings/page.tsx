import { connection } from 'next/server'
import { FindingsView } from '#components/findings/findings-view.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { admitTo } from '../../admit-to.ts'
import { titleOf } from '../../page-title.ts'
import { findFindings } from './find-findings.ts'

export const generateMetadata = titleOf('findings')

export default async function FindingsPage({ searchParams }: { searchParams: Search }) {
  await connection()
  const { role } = (await admitTo('findings')).operator
  return <FindingsView first={await findFindings(searchParams)} mayAct={mayDo(role, 'act')} />
}

type Search = Promise<Record<string, string | string[] | undefined>>
