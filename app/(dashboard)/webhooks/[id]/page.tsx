import { notFound } from 'next/navigation'
import { connection } from 'next/server'
import { WebhookView } from '#components/webhooks/webhook-view.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { admitTo } from '../../../admit-to.ts'
import { titleOfThing } from '../../../thing-title.ts'
import { findWebhook } from './find-webhook.ts'
import { nameWebhook } from './name-webhook.ts'

export const generateMetadata = titleOfThing('webhook', nameWebhook)

export default async function WebhookPage({ params }: { params: Promise<{ id: string }> }) {
  await connection()
  const { id } = await params
  const { role } = (await admitTo('webhook', `/webhooks/${id}`)).operator
  const found = await findWebhook(id, role)
  if (found === undefined) notFound()
  return <WebhookView {...found} may={{ manage: mayDo(role, 'manageKeys'), send: mayDo(role, 'send') }} />
}
