import { notFound } from 'next/navigation'
import { connection } from 'next/server'
import { ServerApplicationView } from '#components/applications/server-application-view.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { admitTo } from '../../../admit-to.ts'
import { titleOfThing } from '../../../thing-title.ts'
import { findServerApplication } from './find-server-application.ts'
import { nameServerApplication } from './name-server-application.ts'

export const generateMetadata = titleOfThing('serverApplication', nameServerApplication)

export default async function ServerApplicationPage({ params }: { params: Promise<{ id: string }> }) {
  await connection()
  const id = decodeURIComponent((await params).id)
  const { operator } = await admitTo('serverApplication', `/applications/${encodeURIComponent(id)}`)
  const name = await findServerApplication(id)
  if (name === undefined) notFound()
  return <ServerApplicationView {...{ id, name }} mayManage={mayDo(operator.role, 'manageKeys')} />
}
