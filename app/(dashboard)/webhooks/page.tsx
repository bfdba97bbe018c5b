import { connection } from 'next/server'
import { WebhooksView } from '#components/webhooks/webhooks-view.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { admitTo } from '../../admit-to.ts'
import { titleOf } from '../../page-title.ts'
import { findWebhooks } from './find-webhooks.ts'

export const generateMetadata = titleOf('webhooks')

export default async function WebhooksPage({ searchParams }: { searchParams: Search }) {
  await connection()
  const { role } = (await admitTo('webhooks')).operator
  return <WebhooksView first={await findWebhooks(searchParams, role)} mayManage={mayDo(role, 'manageKeys')} />
}

type Search = Promise<Record<string, string | string[] | undefined>>
