import { cookies } from 'next/headers'
import { listNavigation } from '#components/shell/navigation.ts'
import { LanguageSwitch } from '#components/ui/language-switch.tsx'
import { findTheme, THEME_COOKIE } from '#components/ui/theme.ts'
import { ThemeSwitch } from '#components/ui/theme-switch.tsx'
import type { Operator } from '#protocol/dashboard/operators.ts'

/** What the frame of every page shows of the operator: who they are, where they may go, how pages look to them. */
export async function shellParts({ name, role }: Operator) {
  const theme = findTheme((await cookies()).get(THEME_COOKIE)?.value) ?? 'auto'
  return {
    operator: { name, role },
    items: listNavigation(role),
    controls: (
      <>
        <ThemeSwitch chosen={theme} />
        <LanguageSwitch />
      </>
    ),
  }
}
