import type { Page } from '@playwright/test'
import axe from 'axe-core'

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
 * What axe (WCAG 2.2 AA) has against the page, and whether it is wider than its window. Axe runs within the page, which
 * has no frames, and only what it finds is brought back: with the builder for Playwright, which brings every rule with
 * every element back and asks frame by frame, a look takes twice as long.
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
