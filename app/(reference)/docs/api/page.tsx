import { connection } from 'next/server'
import { ReferenceView } from '#components/docs/reference-view.tsx'
import { texts } from '#components/docs/texts.ts'
import { admitTo } from '../../../admit-to.ts'
import { titleOf } from '../../../page-title.ts'
import { readTexts } from '../../../read-texts.ts'
import { findDescription } from './find-description.ts'

export const generateMetadata = titleOf('apiReference')

export default async function ApiReferencePage() {
  await connection()
  await admitTo('apiReference')
  const [found, t] = await Promise.all([findDescription(), readTexts(texts)])
  return <ReferenceView {...found} t={t} />
}
