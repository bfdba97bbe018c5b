import { cookies } from 'next/headers'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import type { ReactNode } from 'react'
import { texts } from '#components/grid/texts.ts'
import { QueryProvider } from '#components/live/query-provider.tsx'
import { StepUp } from '#components/operators/step-up.tsx'
import { listNavigation } from '#components/shell/navigation.ts'
import { Shell } from '#components/shell/shell.tsx'
import { LanguageSwitch } from '#components/ui/language-switch.tsx'
import { StyleNonce } from '#components/ui/style-nonce.tsx'
import { findTheme, THEME_COOKIE } from '#components/ui/theme.ts'
import { ThemeSwitch } from '#components/ui/theme-switch.tsx'
import { Toaster } from '#components/ui/toaster.tsx'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { findOperator } from '../find-operator.ts'
import { readTexts } from '../read-texts.ts'

/** The frame of every page. It admits nobody: each page does that itself, and without an operator there is no frame. */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const [operator, jar, t] = await Promise.all([findOperator(), cookies(), readTexts(texts)])
  if (operator === undefined) return children
  const { email, name, role } = operator
  const theme = findTheme(jar.get(THEME_COOKIE)?.value) ?? 'auto'
  return (
    <NuqsAdapter>
      <QueryProvider>
        <Shell
          operator={{ name, role }}
          items={listNavigation(role)}
          controls={
            <>
              <ThemeSwitch chosen={theme} />
              <LanguageSwitch />
            </>
          }
          mayCompose={mayDo(role, 'send')}
        >
          <StepUp email={email}>{children}</StepUp>
        </Shell>
      </QueryProvider>
      <StyleNonce />
      <Toaster dismiss={t.dismiss} />
    </NuqsAdapter>
  )
}
