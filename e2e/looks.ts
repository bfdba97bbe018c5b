import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** How people see pages. */
export const LOOKS = [
  { name: 'in light', colorScheme: 'light', width: 1440 },
  { name: 'in dark', colorScheme: 'dark', width: 1440 },
  { name: 'on a phone', colorScheme: 'light', width: 390 },
] as const
export type Look = (typeof LOOKS)[number]

export async function wear(page: Page, { colorScheme, width }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.setViewportSize({ width, height: 900 })
}

/**
 * What axe (WCAG 2.2 AA) has against the page, and whether it is wider than its window. In legacy mode, which opens no
 * page of its own for the summary: that is for frames of other sites, and we have none.
 */
export async function findViolations(page: Page): Promise<object[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(STANDARD).analyze()
  const found: object[] = violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  return overflow > 0 ? [...found, { overflow }] : found
}
