import { connection } from 'next/server'
import { RefusalsView } from '#components/registrations/refusals-view.tsx'
import { admitTo } from '../../../admit-to.ts'
import { titleOf } from '../../../page-title.ts'
import { findRefusals } from './find-refusals.ts'

export const generateMetadata = titleOf('refusals')

export default async function RefusalsPage({ searchParams }: { searchParams: Search }) {
  await connection()
  await admitTo('refusals')
  return <RefusalsView first={await findRefusals(searchParams)} />
}

type Search = Promise<Record<string, string | string[] | undefined>>
