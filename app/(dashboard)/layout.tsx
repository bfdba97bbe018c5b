import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { QueryProvider } from '#components/live/query-provider.tsx'
import { StepUp } from '#components/operators/step-up.tsx'
import { listNavigation } from '#components/shell/navigation.ts'
import { Shell } from '#components/shell/shell.tsx'
import { findTheme, THEME_COOKIE } from '#components/ui/theme.ts'
import { ThemeSwitch } from '#components/ui/theme-switch.tsx'
import { findOperator } from '../find-operator.ts'

/** The frame of every page. It admits nobody: each page does that itself, and without an operator there is no frame. */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const [operator, jar] = await Promise.all([findOperator(), cookies()])
  if (operator === undefined) return children
  const { email, name, role } = operator
  const theme = findTheme(jar.get(THEME_COOKIE)?.value) ?? 'auto'
  return (
    <QueryProvider>
      <Shell operator={{ name, role }} items={listNavigation(role)} controls={<ThemeSwitch chosen={theme} />}>
        <StepUp email={email}>{children}</StepUp>
      </Shell>
    </QueryProvider>
  )
}
