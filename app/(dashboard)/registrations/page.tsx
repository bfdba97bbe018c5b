import { connection } from 'next/server'
import { RegistrationsView } from '#components/registrations/registrations-view.tsx'
import { admitTo } from '../../admit-to.ts'
import { titleOf } from '../../page-title.ts'
import { findRegistrations } from './find-registrations.ts'

export const generateMetadata = titleOf('registrations')

export default async function RegistrationsPage({ searchParams }: { searchParams: Search }) {
  await connection()
  await admitTo('registrations')
  return <RegistrationsView first={await findRegistrations(searchParams)} />
}

type Search = Promise<Record<string, string | string[] | undefined>>
