import { NuqsAdapter } from 'nuqs/adapters/next/app'
import type { ReactNode } from 'react'
import { texts } from '#components/grid/texts.ts'
import { QueryProvider } from '#components/live/query-provider.tsx'
import { StepUp } from '#components/operators/step-up.tsx'
import { Shell } from '#components/shell/shell.tsx'
import { StyleNonce } from '#components/ui/style-nonce.tsx'
import { Toaster } from '#components/ui/toaster.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { findOperator } from '../find-operator.ts'
import { readTexts } from '../read-texts.ts'
import { shellParts } from '../shell-parts.tsx'

/** The frame of every page. It admits nobody: each page does that itself, and without an operator there is no frame. */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const [operator, t] = await Promise.all([findOperator(), readTexts(texts)])
  if (operator === undefined) return children
  return (
    <NuqsAdapter>
      <QueryProvider>
        <Shell {...(await shellParts(operator))} mayCompose={mayDo(operator.role, 'send')}>
          <StepUp email={operator.email}>{children}</StepUp>
        </Shell>
      </QueryProvider>
      <StyleNonce />
      <Toaster dismiss={t.dismiss} />
    </NuqsAdapter>
  )
}
