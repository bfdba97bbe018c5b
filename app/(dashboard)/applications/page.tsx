import { connection } from 'next/server'
import { ApplicationsView } from '#components/applications/applications-view.tsx'
import { admitTo } from '../../admit-to.ts'
import { findServerApplications } from './find-server-applications.ts'

export const metadata = { title: 'Server Applications' }

export default async function ApplicationsPage({ searchParams }: { searchParams: Search }) {
  await connection()
  await admitTo('applications')
  return <ApplicationsView first={await findServerApplications(searchParams)} />
}

type Search = Promise<Record<string, string | string[] | undefined>>
