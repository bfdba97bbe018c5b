import { cookies } from 'next/headers'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import type { ReactNode } from 'react'
import { texts } from '#components/grid/texts.ts'
import { LocaleProvider } from '#components/i18n/locale-provider.tsx'
import { QueryProvider } from '#components/live/query-provider.tsx'
import { StepUp } from '#components/operators/step-up.tsx'
import { listNavigation } from '#components/shell/navigation.ts'
import { Shell } from '#components/shell/shell.tsx'
import { StyleNonce } from '#components/ui/style-nonce.tsx'
import { findTheme, THEME_COOKIE } from '#components/ui/theme.ts'
import { ThemeSwitch } from '#components/ui/theme-switch.tsx'
import { Toaster } from '#components/ui/toaster.tsx'
import { findOperator } from '../find-operator.ts'
import { readLocale, readTexts } from '../read-texts.ts'

/** The frame of every page. It admits nobody: each page does that itself, and without an operator there is no frame. */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const [operator, jar, locale, t] = await Promise.all([
    findOperator(),
    cookies(),
    readLocale(),
    readTexts(texts),
  ])
  if (operator === undefined) return children
  const { email, name, role } = operator
  const theme = findTheme(jar.get(THEME_COOKIE)?.value) ?? 'auto'
  return (
    <LocaleProvider locale={locale}>
      <NuqsAdapter>
        <QueryProvider>
          <Shell
            operator={{ name, role }}
            items={listNavigation(role)}
            controls={<ThemeSwitch chosen={theme} />}
          >
            <StepUp email={email}>{children}</StepUp>
          </Shell>
        </QueryProvider>
        <StyleNonce />
        <Toaster dismiss={t.dismiss} />
      </NuqsAdapter>
    </LocaleProvider>
  )
}
