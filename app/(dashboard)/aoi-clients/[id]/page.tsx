import { notFound } from 'next/navigation'
import { connection } from 'next/server'
import { AoiClientView } from '#components/aoi-clients/aoi-client-view.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { admitTo } from '../../../admit-to.ts'
import { titleOfThing } from '../../../thing-title.ts'
import { findAoiClient } from './find-aoi-client.ts'
import { nameAoiClient } from './name-aoi-client.ts'

export const generateMetadata = titleOfThing('aoiClient', nameAoiClient)

type Props = {
  params: Promise<{ id: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function AoiClientPage({ params, searchParams }: Props) {
  await connection()
  const { id } = await params
  const { operator } = await admitTo('aoiClient', `/aoi-clients/${id}`)
  const found = await findAoiClient(decodeURIComponent(id), searchParams)
  if (found === undefined) notFound()
  return (
    <AoiClientView
      {...found}
      mayAct={mayDo(operator.role, 'act')}
      mayErase={mayDo(operator.role, 'revoke')}
    />
  )
}
