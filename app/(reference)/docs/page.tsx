import { connection } from 'next/server'
import { DocsView } from '#components/docs/docs-view.tsx'
import { texts } from '#components/docs/texts.ts'
import { admitTo } from '../../admit-to.ts'
import { titleOf } from '../../page-title.ts'
import { readTexts } from '../../read-texts.ts'
import { findDescription } from './find-description.ts'

export const generateMetadata = titleOf('docs')

export default async function DocsPage() {
  await connection()
  await admitTo('docs')
  const [found, t] = await Promise.all([findDescription(), readTexts(texts)])
  return <DocsView {...found} t={t} />
}
