import type { Page } from '@playwright/test'
import axe from 'axe-core'

const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Themes and sizes in which people see pages. */
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
 * Returns the faults that axe (WCAG 2.2 AA) finds on the page, frames that it would miss, and overflow beyond the
 * window. Axe runs within the page and returns only the faults. The builder for Playwright returns every rule with
 * every element and asks frame by frame, which takes twice as long.
 */
export async function findViolations(page: Page): Promise<object[]> {
  const ready = await page.evaluate(() => Reflect.has(window, 'axe'))
  if (!ready) await page.evaluate(axe.source)
  return page.evaluate(async (standard) => {
    const { run } = Reflect.get(window, 'axe') as typeof axe
    const { violations, passes } = await run(document, { runOnly: standard })
    if (passes.length === 0) throw new Error('axe has found nothing to look at')
    const found: object[] = violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))
    const frames = document.querySelectorAll('iframe, frame').length
    const overflow = document.documentElement.scrollWidth - window.innerWidth
    return [...found, ...(frames > 0 ? [{ frames }] : []), ...(overflow > 0 ? [{ overflow }] : [])]
  }, STANDARD)
}
