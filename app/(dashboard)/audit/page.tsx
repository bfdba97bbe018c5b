import { connection } from 'next/server'
import { AuditView } from '#components/audit/audit-view.tsx'
import { admitTo } from '../../admit-to.ts'
import { titleOf } from '../../page-title.ts'
import { findAudit } from './find-audit.ts'

export const generateMetadata = titleOf('audit')

export default async function AuditPage({ searchParams }: { searchParams: Search }) {
  await connection()
  await admitTo('audit')
  return <AuditView first={await findAudit(searchParams)} />
}

type Search = Promise<Record<string, string | string[] | undefined>>
