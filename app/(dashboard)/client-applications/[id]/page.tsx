import { notFound } from 'next/navigation'
import { connection } from 'next/server'
import { ClientApplicationView } from '#components/applications/client-application-view.tsx'
import { applicationNameSchema } from '#protocol'
import { admitTo } from '../../../admit-to.ts'
import { titleOfThing } from '../../../thing-title.ts'

export const generateMetadata = titleOfThing('clientApplication', async (_, id) => id)

export default async function ClientApplicationPage({ params }: { params: Promise<{ id: string }> }) {
  await connection()
  const { id } = await params
  await admitTo('clientApplication', `/client-applications/${id}`)
  const name = applicationNameSchema.safeParse(decodeURIComponent(id))
  if (!name.success) notFound()
  return <ClientApplicationView applicationName={name.data} />
}
