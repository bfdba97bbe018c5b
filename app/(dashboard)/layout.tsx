import { NuqsAdapter } from 'nuqs/adapters/next/app'
import type { ReactNode } from 'react'
import { QueryProvider } from '#components/live/query-provider.tsx'
import { SessionGuard } from '#components/operators/session-guard.tsx'
import { StepUp } from '#components/operators/step-up.tsx'
import { PageLinks } from '#components/shell/page-links.tsx'
import { Shell } from '#components/shell/shell.tsx'
import { StyleNonce } from '#components/ui/style-nonce.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { findOperator } from '../find-operator.ts'
import { findProvider } from '../find-provider.ts'
import { shellParts } from '../shell-parts.tsx'

/** The frame of every page. It admits nobody: each page does that itself, and without an operator there is no frame. */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const operator = await findOperator()
  if (operator === undefined) return children
  const { groups, ...parts } = await shellParts(operator)
  const provider = findProvider()
  return (
    <NuqsAdapter>
      <QueryProvider>
        <SessionGuard email={operator.email} provider={provider}>
          <StepUp email={operator.email} provider={provider}>
            <Shell
              {...parts}
              links={<PageLinks items={parts.items} groups={groups} />}
              mayCompose={mayDo(operator.role, 'compose')}
            >
              {children}
            </Shell>
          </StepUp>
        </SessionGuard>
      </QueryProvider>
      <StyleNonce />
    </NuqsAdapter>
  )
}
