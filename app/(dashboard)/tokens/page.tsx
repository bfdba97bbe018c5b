import { connection } from 'next/server'
import { TokensView } from '#components/tokens/tokens-view.tsx'
import { admitTo } from '../../admit-to.ts'
import { titleOf } from '../../page-title.ts'
import { findTokens } from './find-tokens.ts'

export const generateMetadata = titleOf('tokens')

export default async function TokensPage({ searchParams }: { searchParams: Search }) {
  await connection()
  await admitTo('tokens')
  return <TokensView first={await findTokens(searchParams)} />
}

type Search = Promise<Record<string, string | string[] | undefined>>
