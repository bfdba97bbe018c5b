import { connection } from 'next/server'
import { ComposeView } from '#components/compose/compose-view.tsx'
import { admitTo } from '../../admit-to.ts'
import { titleOf } from '../../page-title.ts'
import { findComposeFacts } from './find-compose-facts.ts'

export const generateMetadata = titleOf('compose')

type Search = Promise<Record<string, string | string[] | undefined>>

export default async function ComposePage({ searchParams }: { searchParams: Search }) {
  await connection()
  const { operator } = await admitTo('compose')
  const facts = await findComposeFacts(await searchParams)
  return facts === undefined ? null : <ComposeView operatorId={operator.id} {...facts} />
}
