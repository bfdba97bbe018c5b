import { notFound } from 'next/navigation'
import { connection } from 'next/server'
import { TokenView } from '#components/tokens/token-view.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { admitTo } from '../../../admit-to.ts'
import { titleOfThing } from '../../../thing-title.ts'
import { findToken } from './find-token.ts'
import { nameToken } from './name-token.ts'

export const generateMetadata = titleOfThing('token', nameToken)

type Props = {
  params: Promise<{ id: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function TokenPage({ params, searchParams }: Props) {
  await connection()
  const { id } = await params
  const { operator } = await admitTo('token', `/tokens/${id}`)
  const found = await findToken(id, searchParams)
  if (found === undefined) notFound()
  const { role } = operator
  return (
    <TokenView
      {...found}
      may={{ send: mayDo(role, 'send'), revoke: mayDo(role, 'revoke'), reveal: mayDo(role, 'reveal') }}
    />
  )
}
