import { connection } from 'next/server'
import { DocsView } from '#components/docs/docs-view.tsx'
import { admitTo } from '../../admit-to.ts'
import { findDescription } from './find-description.ts'

export const metadata = { title: 'API reference' }

export default async function DocsPage() {
  await connection()
  await admitTo('docs')
  return <DocsView {...(await findDescription())} />
}
