import { connection } from 'next/server'
import { StartView } from '#components/start/start-view.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { admitTo } from '../../admit-to.ts'
import { titleOf } from '../../page-title.ts'
import { findProgress } from './find-progress.ts'

export const generateMetadata = titleOf('start')

export default async function StartPage() {
  await connection()
  const { role } = (await admitTo('start')).operator
  return <StartView progress={await findProgress()} mayCompose={mayDo(role, 'compose')} />
}
