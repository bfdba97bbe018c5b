import { connection } from 'next/server'
import { DemoView } from '#components/demo/demo-view.tsx'
import { admitTo } from '../../admit-to.ts'
import { titleOf } from '../../page-title.ts'
import { findRegistrationPolicy } from './find-registration-policy.ts'

export const generateMetadata = titleOf('demo')

export default async function DemoPage() {
  await connection()
  await admitTo('demo')
  return <DemoView policy={findRegistrationPolicy()} />
}
