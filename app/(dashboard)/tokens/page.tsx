import { connection } from 'next/server'
import { TokensView } from '#components/tokens/tokens-view.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { admitTo } from '../../admit-to.ts'
import { titleOf } from '../../page-title.ts'
import { findTokens } from './find-tokens.ts'

export const generateMetadata = titleOf('tokens')

export default async function TokensPage({ searchParams }: { searchParams: Search }) {
  await connection()
  const { role } = (await admitTo('tokens')).operator
  return <TokensView first={await findTokens(searchParams)} mayCompose={mayDo(role, 'compose')} />
}

type Search = Promise<Record<string, string | string[] | undefined>>
