import { cookies } from 'next/headers'
import { listNavigation } from '#components/shell/navigation.ts'
import { LanguageSwitch } from '#components/ui/language-switch.tsx'
import { findTheme, THEME_COOKIE } from '#components/ui/theme.ts'
import { ThemeSwitch } from '#components/ui/theme-switch.tsx'
import type { Operator } from '#protocol/dashboard/operators.ts'

/**
 * Returns the parts of every page's frame that depend on the operator: their name and role, the navigation, and the
 * controls of theme and language.
 */
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
