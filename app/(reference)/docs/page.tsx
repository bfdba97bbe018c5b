import { connection } from 'next/server'
import { GuideView } from '#components/docs/guide-view.tsx'
import { texts } from '#components/docs/texts.ts'
import { admitTo } from '../../admit-to.ts'
import { titleOf } from '../../page-title.ts'
import { readTexts } from '../../read-texts.ts'
import { findGuide } from './find-guide.ts'

export const generateMetadata = titleOf('docs')

type Props = { searchParams: Promise<{ q?: string | string[] }> }

export default async function GuideListPage({ searchParams }: Props) {
  await connection()
  await admitTo('docs')
  const { q } = await searchParams
  const text = typeof q === 'string' ? q : ''
  const [{ groups, hits }, t] = await Promise.all([findGuide(text), readTexts(texts)])
  return <GuideView groups={groups} text={text} hits={hits} t={t} />
}
