import { connection } from 'next/server'
import { WallView } from '#components/wall/wall-view.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { admitTo } from '../../admit-to.ts'
import { titleOf } from '../../page-title.ts'

export const generateMetadata = titleOf('wall')

export default async function LivePage() {
  await connection()
  const { role } = (await admitTo('wall')).operator
  return <WallView openedAt={new Date().toISOString()} mayCompose={mayDo(role, 'compose')} />
}
