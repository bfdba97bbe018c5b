import { cookies } from 'next/headers'
import { groupTexts } from '#components/shell/group-texts.ts'
import { listNavigation } from '#components/shell/navigation.ts'
import { LanguageSwitch } from '#components/ui/language-switch.tsx'
import { findTheme, THEME_COOKIE } from '#components/ui/theme.ts'
import { ThemeSwitch } from '#components/ui/theme-switch.tsx'
import type { Operator } from '#protocol/dashboard/operators.ts'
import { readTexts } from './read-texts.ts'

/**
 * Returns the parts of every page's frame that depend on the operator: their name and role, the navigation with the
 * names of its groups, and the controls of theme and language.
 */
export async function shellParts({ name, role }: Operator) {
  const theme = findTheme((await cookies()).get(THEME_COOKIE)?.value) ?? 'auto'
  return {
    operator: { name, role },
    items: listNavigation(role),
    groups: await readTexts(groupTexts),
    controls: (
      <>
        <ThemeSwitch chosen={theme} />
        <LanguageSwitch />
      </>
    ),
  }
}
