import { connection } from 'next/server'
import { DemoView } from '#components/demo/demo-view.tsx'
import { admitTo } from '../../admit-to.ts'

export const metadata = { title: 'Demo' }

export default async function DemoPage() {
  await connection()
  await admitTo('demo')
  return <DemoView />
}
