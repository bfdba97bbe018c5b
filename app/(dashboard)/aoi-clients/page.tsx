import { connection } from 'next/server'
import { AoiClientsView } from '#components/aoi-clients/aoi-clients-view.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { admitTo } from '../../admit-to.ts'
import { titleOf } from '../../page-title.ts'
import { findAoiClients } from './find-aoi-clients.ts'

export const generateMetadata = titleOf('aoiClients')

export default async function AoiClientsPage({ searchParams }: { searchParams: Search }) {
  await connection()
  const { role } = (await admitTo('aoiClients')).operator
  return (
    <AoiClientsView
      first={await findAoiClients(searchParams)}
      mayAct={mayDo(role, 'act')}
      mayCompose={mayDo(role, 'compose')}
    />
  )
}

type Search = Promise<Record<string, string | string[] | undefined>>
