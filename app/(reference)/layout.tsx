import type { ReactNode } from 'react'
import { LinkList } from '#components/shell/link-list.tsx'
import { Shell } from '#components/shell/shell.tsx'
import { StyleNonce } from '#components/ui/style-nonce.tsx'
import { findOperator } from '../find-operator.ts'
import { shellParts } from '../shell-parts.tsx'

/** The frame of pages that are only read, without the providers of pages that follow the server. */
export default async function ReferenceLayout({ children }: { children: ReactNode }) {
  const operator = await findOperator()
  if (operator === undefined) return children
  const { groups, ...parts } = await shellParts(operator)
  return (
    <>
      <Shell {...parts} links={<LinkList items={parts.items} groups={groups} />} mayCompose={false}>
        {children}
      </Shell>
      <StyleNonce />
    </>
  )
}
