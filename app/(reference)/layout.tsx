import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { listNavigation } from '#components/shell/navigation.ts'
import { Shell } from '#components/shell/shell.tsx'
import { LanguageSwitch } from '#components/ui/language-switch.tsx'
import { StyleNonce } from '#components/ui/style-nonce.tsx'
import { findTheme, THEME_COOKIE } from '#components/ui/theme.ts'
import { ThemeSwitch } from '#components/ui/theme-switch.tsx'
import { findOperator } from '../find-operator.ts'

/** The frame of pages that are read and do nothing: without what the others need to follow the server. */
export default async function ReferenceLayout({ children }: { children: ReactNode }) {
  const [operator, jar] = await Promise.all([findOperator(), cookies()])
  if (operator === undefined) return children
  const { name, role } = operator
  const theme = findTheme(jar.get(THEME_COOKIE)?.value) ?? 'auto'
  return (
    <>
      <Shell
        operator={{ name, role }}
        items={listNavigation(role)}
        controls={
          <>
            <ThemeSwitch chosen={theme} />
            <LanguageSwitch />
          </>
        }
        mayCompose={false}
      >
        {children}
      </Shell>
      <StyleNonce />
    </>
  )
}
