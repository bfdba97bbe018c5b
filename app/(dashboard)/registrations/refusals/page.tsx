import { connection } from 'next/server'
import { RefusalsView } from '#components/registrations/refusals-view.tsx'
import { admitTo } from '../../../admit-to.ts'
import { findRefusals } from './find-refusals.ts'

export const metadata = { title: 'Refused registrations' }

export default async function RefusalsPage({ searchParams }: { searchParams: Search }) {
  await connection()
  await admitTo('refusals')
  return <RefusalsView first={await findRefusals(searchParams)} />
}

type Search = Promise<Record<string, string | string[] | undefined>>
