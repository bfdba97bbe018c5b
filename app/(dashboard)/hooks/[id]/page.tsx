import { notFound } from 'next/navigation'
import { connection } from 'next/server'
import { HookView } from '#components/hooks/hook-view.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { admitTo } from '../../../admit-to.ts'
import { titleOfThing } from '../../../thing-title.ts'
import { findHook } from './find-hook.ts'
import { nameHook } from './name-hook.ts'

export const generateMetadata = titleOfThing('hook', nameHook)

export default async function HookPage({ params }: { params: Promise<{ id: string }> }) {
  await connection()
  const { id } = await params
  const { operator } = await admitTo('hook', `/hooks/${id}`)
  const found = await findHook(id)
  if (found === undefined) notFound()
  const { role } = operator
  return (
    <HookView
      {...found}
      may={{
        manage: mayDo(role, 'manageKeys'),
        send: mayDo(role, 'send'),
        readPayload: mayDo(role, 'readPayload'),
      }}
    />
  )
}
