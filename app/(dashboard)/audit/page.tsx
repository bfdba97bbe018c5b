import { connection } from 'next/server'
import { AuditView } from '#components/audit/audit-view.tsx'
import { admitTo } from '../../admit-to.ts'
import { findAudit } from './find-audit.ts'

export const metadata = { title: 'Audit' }

export default async function AuditPage({ searchParams }: { searchParams: Search }) {
  await connection()
  await admitTo('audit')
  return <AuditView first={await findAudit(searchParams)} />
}

type Search = Promise<Record<string, string | string[] | undefined>>
