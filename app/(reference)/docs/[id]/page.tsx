import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { connection } from 'next/server'
import { GuidePageView } from '#components/docs/guide-page-view.tsx'
import { texts } from '#components/docs/texts.ts'
import { admitTo } from '../../../admit-to.ts'
import { readTexts } from '../../../read-texts.ts'
import { findGuidePage } from '../find-guide.ts'

type Props = { params: Promise<{ id: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params
  const [page, t] = await Promise.all([findGuidePage(id), readTexts(texts)])
  return { title: page?.title ?? t.guide }
}

export default async function GuidePage({ params }: Props) {
  await connection()
  const { id } = await params
  await admitTo('guide', `/docs/${encodeURIComponent(id)}`)
  const [page, t] = await Promise.all([findGuidePage(id), readTexts(texts)])
  if (page === undefined) notFound()
  return <GuidePageView page={page} t={t} />
}
